using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>
/// The codes of the accounts that search, in memory: read from the store at the first search, kept in step with it, and dropped
/// for others when the memory is used up, those first that were not searched for the longest time.
/// </summary>
public sealed class SimilarityIndex(IVectorStore store, IEmbedder embedder, SimilarityOptions options, IBus bus)
{
    private const int PageSize = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<VectorSet, LinkedListNode<HeldVectors>> _held = [];

    // The one that was used last is the first.
    private readonly LinkedList<HeldVectors> _byUse = new();
    private long _bytes;

    /// <summary>How many sets are in memory.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _held.Count;
        }
    }

    /// <summary>How many bytes they take.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>The answers whose vectors are nearest by code, best first. Some may be gone from the store.</summary>
    /// <param name="set">Among which vectors.</param>
    /// <param name="query">The vector to be near to.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<IReadOnlyList<long>> NearestAsync(VectorSet set, float[] query, int most, CancellationToken cancel)
    {
        var held = Hold(set);
        await held.Turn.WaitAsync(cancel);
        try
        {
            await BringUpAsync(held, cancel);
        }
        finally
        {
            held.Turn.Release();
        }
        Weigh(held);
        return held.Vectors!.Nearest(query, most);
    }

    /// <summary>Other nodes have kept vectors: the next search reads them.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="answerIds">The answers' numbers.</param>
    internal void Expect(long accountId, IReadOnlyList<long> answerIds)
    {
        foreach (var promptsAlone in (bool[])[false, true])
        {
            LinkedListNode<HeldVectors>? node;
            lock (_gate)
                _held.TryGetValue(new VectorSet(accountId, embedder.Name, promptsAlone), out node);
            node?.Value.Expect(answerIds);
        }
    }

    /// <summary>Something that others kept may not have been told: each set is read anew at its next search.</summary>
    internal void Distrust()
    {
        lock (_gate)
        {
            foreach (var held in _byUse)
                held.Distrust();
        }
    }

    /// <summary>Takes in vectors that the store has now.</summary>
    /// <param name="vectors">The vectors.</param>
    internal async Task AddAsync(IReadOnlyList<NewVector> vectors)
    {
        foreach (var one in vectors.Where(one => one.Vector.Length > 0))
        {
            await AddAsync(new VectorSet(one.Ask.AccountId, embedder.Name, PromptsAlone: false), one);
            if (one.Ask.IsPrompt)
                await AddAsync(new VectorSet(one.Ask.AccountId, embedder.Name, PromptsAlone: true), one);
        }
    }

    /// <summary>Takes out answers that the store has no more.</summary>
    /// <param name="set">The set in which they were found.</param>
    /// <param name="answerIds">The answers' numbers.</param>
    internal void Forget(VectorSet set, IEnumerable<long> answerIds)
    {
        var held = Hold(set);
        foreach (var id in answerIds)
            held.Vectors?.Remove(id);
        Weigh(held);
    }

    private async Task AddAsync(VectorSet set, NewVector one)
    {
        LinkedListNode<HeldVectors>? node;
        lock (_gate)
            _held.TryGetValue(set, out node);
        // A set that is read later finds it in the store.
        if (node is null)
            return;
        var held = node.Value;
        await held.Turn.WaitAsync(CancellationToken.None);
        try
        {
            if (held.Vectors is null)
                return;
            // A set that was being read meanwhile may have it already; one with a greater number than all it cannot have.
            if (one.Ask.AnswerId <= held.Newest)
                held.Vectors.Remove(one.Ask.AnswerId);
            held.Add(one.Ask.AnswerId, one.Codes, one.Scale);
        }
        finally
        {
            held.Turn.Release();
        }
        Weigh(held);
    }

    private async Task BringUpAsync(HeldVectors held, CancellationToken cancel)
    {
        if (held.Vectors is null || held.IsDistrusted)
        {
            held.Trust();
            await LoadAsync(held, cancel);
        }
        else if (bus.Others)
        {
            // What another node kept a moment ago may not have been told yet.
            await ReadAsync(held.Set, held.Newest, one => held.Add(one.AnswerId, one.Codes, one.Scale), cancel);
        }
        if (held.TakeExpected() is not { Count: > 0 } expected)
            return;
        foreach (var one in await store.CodesAsync(held.Set, expected, cancel))
        {
            held.Vectors!.Remove(one.AnswerId);
            held.Add(one.AnswerId, one.Codes, one.Scale);
        }
    }

    private async Task LoadAsync(HeldVectors held, CancellationToken cancel)
    {
        var vectors = new VectorSegment(embedder.Dimensions);
        var newest = await ReadAsync(held.Set, after: 0, one => vectors.Add(one.AnswerId, one.Codes, one.Scale), cancel);
        held.Take(vectors, newest);
    }

    /// <summary>Reads what the store has of a set after an answer; gives the last one's number.</summary>
    private async Task<long> ReadAsync(VectorSet set, long after, Action<StoredCodes> add, CancellationToken cancel)
    {
        var length = VectorCode.LengthOf(embedder.Dimensions);
        while (true)
        {
            var page = await store.LoadAsync(set, after, PageSize, cancel);
            foreach (var one in page)
            {
                if (one.Codes.Length != length)
                    throw new ServiceException(ErrorKind.Internal, $"The vector of answer {one.AnswerId} is another embedder's.");
                add(one);
                after = one.AnswerId;
            }
            if (page.Count < PageSize)
                return after;
        }
    }

    private HeldVectors Hold(VectorSet set)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(set, out var node))
                _byUse.Remove(node);
            else
                _held[set] = node = new LinkedListNode<HeldVectors>(new HeldVectors(set));
            _byUse.AddFirst(node);
            return node.Value;
        }
    }

    /// <summary>Counts what a set takes now, and drops others while all take too much.</summary>
    private void Weigh(HeldVectors held)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(held.Set, out var node) || node.Value != held)
                return;
            var bytes = HeldVectors.Overhead + (held.Vectors?.Bytes ?? 0);
            Grow(bytes - held.Counted);
            held.Counted = bytes;
            while (_bytes > options.MemoryBytes && _byUse.Last!.Value is var last && last != held)
            {
                _byUse.RemoveLast();
                _held.Remove(last.Set);
                Grow(-last.Counted);
            }
        }
    }

    private void Grow(long bytes)
    {
        _bytes += bytes;
        EmbeddingMeter.Grown(bytes);
    }
}
