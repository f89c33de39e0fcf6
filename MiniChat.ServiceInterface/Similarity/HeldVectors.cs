using System.Collections.Concurrent;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>The codes of a set in memory, and what of it others have kept meanwhile. Who reads the set, or adds to it, has the turn.</summary>
/// <param name="set">Which vectors.</param>
internal sealed class HeldVectors(VectorSet set)
{
    /// <summary>More than that are read with all the others.</summary>
    private const int MostExpected = 10_000;

    private readonly ConcurrentQueue<long> _expected = new();
    private volatile bool _isDistrusted;

    /// <summary>What a set takes beside its vectors, about, in bytes: accounts without any must not be free.</summary>
    public const long Overhead = 512;

    public VectorSet Set { get; } = set;

    /// <summary>Who reads the set from the store, or adds to it.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>The vectors; null until they are read.</summary>
    public VectorSegment? Vectors { get; private set; }

    public long Newest { get; private set; }

    public long Counted { get; set; }

    public bool IsDistrusted => _isDistrusted;

    public void Expect(IReadOnlyList<long> answerIds)
    {
        if (_expected.Count > MostExpected)
        {
            Distrust();
            return;
        }
        foreach (var id in answerIds)
            _expected.Enqueue(id);
    }

    public List<long> TakeExpected()
    {
        List<long> taken = [];
        while (_expected.TryDequeue(out var id))
            taken.Add(id);
        return taken;
    }

    public void Distrust() => _isDistrusted = true;

    /// <summary>All is about to be read: what is expected by now is among it.</summary>
    public void Trust()
    {
        _isDistrusted = false;
        _expected.Clear();
    }

    public void Take(VectorSegment vectors, long newest) => (Vectors, Newest) = (vectors, newest);

    public void Add(long id, ReadOnlySpan<sbyte> codes, float scale)
    {
        Vectors!.Add(id, codes, scale);
        Newest = Math.Max(Newest, id);
    }
}
