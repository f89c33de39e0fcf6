using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>Makes vectors of asks, keeps them, takes them into the index, and enters in the ledger what they cost.</summary>
public sealed class Embedding(IEmbedder embedder, IVectorStore store, VectorNews news, IUsageLedger ledger, TimeProvider clock)
{
    /// <summary>Where the ledger says that these calls come from.</summary>
    public const string Door = "embedding";

    // Kept and taken into the index as one: who searches in between would find neither that a vector is missing, nor the vector.
    private readonly SemaphoreSlim _keeping = new(1);

    // Up to where it was looked; and when it was looked for what a slow transaction kept below.
    private long _after;
    private long _wholeAt;

    /// <summary>How often asks are looked for from the beginning: one may be kept a moment after one with a greater number.</summary>
    internal static readonly TimeSpan WholeEach = TimeSpan.FromSeconds(1);

    /// <summary>Whether it was not looked from the beginning, so that one may have been passed over.</summary>
    internal bool IsToLookAgain { get; private set; }

    /// <summary>Waits until what is kept just now is in the index too.</summary>
    /// <param name="cancel">The caller has gone.</param>
    internal async Task SettleAsync(CancellationToken cancel)
    {
        await _keeping.WaitAsync(cancel);
        _keeping.Release();
    }

    /// <summary>Gives asks without a vector theirs, oldest first.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="cancel">The server stops.</param>
    /// <returns>How many got one; 0 when none misses one.</returns>
    /// <exception cref="ModelException">The embedder cannot.</exception>
    internal async Task<int> CatchUpAsync(int most, CancellationToken cancel)
    {
        // From the beginning is from what certainly is done, which in some stores lies a minute of asks back.
        var isWhole = _after == 0 || clock.GetElapsedTime(_wholeAt) >= WholeEach;
        if (isWhole)
            _wholeAt = clock.GetTimestamp();
        var asks = await store.FindMissingAsync(embedder.Name, isWhole ? 0 : _after, most, cancel);
        if (asks.Count > 0)
            await KeepAsync(await EmbedEachAsync(asks, cancel), isWhole ? asks[^1].AnswerId : null);
        else if (isWhole && IsToLookAgain)
            await store.KeepAsync(embedder.Name, [], _after, cancel);
        _after = Math.Max(_after, asks.Count > 0 ? asks[^1].AnswerId : 0);
        IsToLookAgain = !isWhole || asks.Count == most;
        return asks.Count;
    }

    /// <summary>The vector of a text; the newest asks of the account that miss theirs get them by the same call.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="text">The text.</param>
    /// <param name="most">How many asks at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ModelException">The embedder cannot.</exception>
    internal async Task<float[]> EmbedAsync(long accountId, string text, int most, CancellationToken cancel)
    {
        var asks = (await store.FindMissingOfAsync(accountId, embedder.Name, most, cancel)).Where(HasWords).ToList();
        var query = new UnembeddedAsk(0, accountId, IsPrompt: false, text);
        try
        {
            var vectors = await CallAsync([query, .. asks], cancel);
            if (asks.Count > 0)
                await KeepAsync([.. asks.Select((ask, at) => NewVector.Of(ask, vectors[at + 1]))], upTo: null);
            return vectors[0];
        }
        catch (ModelException e) when (IsOfTheText(e) && asks.Count > 0)
        {
            // One of the asks may be why; they are the background's to find out.
            return (await CallAsync([query], cancel))[0];
        }
    }

    private async Task KeepAsync(IReadOnlyList<NewVector> vectors, long? upTo)
    {
        // What was paid is kept, also when who waited has gone.
        await _keeping.WaitAsync(CancellationToken.None);
        try
        {
            await store.KeepAsync(embedder.Name, vectors, upTo, CancellationToken.None);
            await news.AddAsync(vectors);
        }
        finally
        {
            _keeping.Release();
        }
    }

    private async Task<List<NewVector>> EmbedEachAsync(IReadOnlyList<UnembeddedAsk> asks, CancellationToken cancel)
    {
        var blank = asks.Where(ask => !HasWords(ask)).Select(Without).ToList();
        var texts = asks.Where(HasWords).ToList();
        if (texts.Count == 0)
            return blank;
        try
        {
            var vectors = await CallAsync(texts, cancel);
            return [.. blank, .. texts.Select((ask, at) => NewVector.Of(ask, vectors[at]))];
        }
        catch (ModelException e) when (IsOfTheText(e))
        {
            return [.. blank, .. await EmbedOneByOneAsync(texts, cancel)];
        }
    }

    /// <summary>Finds the texts that an embedder refuses, and leaves them without a vector, so that they hold up no others.</summary>
    private async Task<List<NewVector>> EmbedOneByOneAsync(List<UnembeddedAsk> asks, CancellationToken cancel)
    {
        var made = new List<NewVector>();
        ModelException? refusal = null;
        foreach (var ask in asks)
        {
            try
            {
                made.Add(NewVector.Of(ask, (await CallAsync([ask], cancel))[0]));
            }
            catch (ModelException e) when (IsOfTheText(e))
            {
                refusal = e.Failure == ModelFailure.ModelRefused ? e : refusal;
                made.Add(Without(ask));
            }
        }
        // Where every text is refused it is not the texts: somebody has to look at the settings.
        return refusal is not null && made.TrueForAll(one => one.Vector.Length == 0) ? throw refusal : made;
    }

    private async Task<IReadOnlyList<float[]>> CallAsync(IReadOnlyList<UnembeddedAsk> asks, CancellationToken cancel)
    {
        var begun = clock.GetTimestamp();
        var embedded = await EmbedAsync(asks, cancel);
        EmbeddingMeter.Made(asks.Count, clock.GetElapsedTime(begun));
        if (embedded.Model is { } model)
            Enter(asks, model, embedded.Tokens, (long)clock.GetElapsedTime(begun).TotalMilliseconds);
        return embedded.Vectors;
    }

    private async Task<Embedded> EmbedAsync(IReadOnlyList<UnembeddedAsk> asks, CancellationToken cancel)
    {
        try
        {
            return await embedder.EmbedAsync([.. asks.Select(ask => ask.Text)], cancel);
        }
        catch (ModelException)
        {
            EmbeddingMeter.Failed(asks.Count);
            throw;
        }
    }

    /// <summary>Enters a call for each account in it; the tokens of several are shared out by the lengths of their texts.</summary>
    private void Enter(IReadOnlyList<UnembeddedAsk> asks, string model, long tokens, long duration)
    {
        var shares = asks.GroupBy(ask => ask.AccountId, ask => (long)TokenEstimate.Of(ask.Text))
            .Select(group => (AccountId: group.Key, Weight: group.Sum()))
            .ToList();
        var (left, weight) = (tokens, shares.Sum(share => share.Weight));
        foreach (var share in shares)
        {
            var part = (long)((double)left * share.Weight / weight);
            (left, weight) = (left - part, weight - share.Weight);
            ledger.Add(
                new UsageEntry
                {
                    AccountId = share.AccountId,
                    Model = model,
                    Door = Door,
                    State = AnswerState.Completed,
                    PromptTokens = part,
                    IsEstimated = shares.Count > 1,
                    Duration = duration,
                    At = clock.Now(),
                }
            );
        }
    }

    private static NewVector Without(UnembeddedAsk ask) => NewVector.Of(ask, []);

    private static bool HasWords(UnembeddedAsk ask) => !string.IsNullOrWhiteSpace(ask.Text);

    private static bool IsOfTheText(ModelException e) =>
        e.Failure is ModelFailure.ModelContextTooLong or ModelFailure.ModelContentFiltered or ModelFailure.ModelRefused;
}
