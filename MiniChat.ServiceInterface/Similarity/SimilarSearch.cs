using System.Numerics;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>Finds what an account asked before that is nearest to a text: by code first, then exactly.</summary>
public sealed class SimilarSearch(IEmbedder embedder, Embedding embedding, SimilarityIndex index, IVectorStore store)
{
    /// <summary>How many more are looked at exactly than are wanted: codes put neighbours that are about as near in another order.</summary>
    private const int Margin = 40;

    /// <summary>How many asks that have no vector yet get theirs with the search.</summary>
    private const int MostPending = 16;

    /// <summary>Finds the nearest, best first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="text">What to be near to.</param>
    /// <param name="among">Among what.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="Models.ModelException">The embedder cannot make the text's vector.</exception>
    public async Task<IReadOnlyList<SimilarPrompt>> FindAsync(
        long accountId,
        string text,
        SimilarAmong among,
        int take,
        CancellationToken cancel
    )
    {
        var query = await embedding.EmbedAsync(accountId, text, MostPending, cancel);
        await embedding.SettleAsync(cancel);
        var set = new VectorSet(accountId, embedder.Name, among == SimilarAmong.Prompts);
        var best = (await CandidatesAsync(set, query, take + Margin, cancel))
            .Select(one => (one.AnswerId, Score: Score(query, one.Vector)))
            .OrderByDescending(one => one.Score)
            .ThenByDescending(one => one.AnswerId)
            .Take(take)
            .ToList();
        var asks = await store.FindAsync(accountId, [.. best.Select(one => one.AnswerId)], cancel);
        var scores = best.ToDictionary(one => one.AnswerId, one => one.Score);
        return [.. asks.Select(ask => Describe(ask, scores[ask.AnswerId]))];
    }

    private async Task<IReadOnlyList<StoredVector>> CandidatesAsync(
        VectorSet set,
        float[] query,
        int most,
        CancellationToken cancel
    )
    {
        while (true)
        {
            var ids = await index.NearestAsync(set, query, most, cancel);
            var vectors = await store.VectorsAsync(set, ids, cancel);
            if (vectors.Count == ids.Count)
                return vectors;
            // Chats that were deleted took others' places: without them there are as many as are wanted.
            index.Forget(set, ids.Except(vectors.Select(one => one.AnswerId)));
        }
    }

    private static double Score(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at <= left.Length - Vector<float>.Count; at += Vector<float>.Count)
            sums += new Vector<float>(left[at..]) * new Vector<float>(right[at..]);
        double sum = Vector.Sum(sums);
        for (; at < left.Length; at++)
            sum += left[at] * right[at];
        return Math.Clamp(sum, -1, 1);
    }

    private static SimilarPrompt Describe(StoredAsk ask, double score) =>
        new()
        {
            Id = ask.AnswerId,
            ChatId = ask.ChatId,
            Text = ask.Text,
            Response = ask.Response,
            Score = score,
            CreatedDate = ask.CreatedAt.UtcDateTime,
        };
}
