using Microsoft.Extensions.Hosting;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>The sender has kept vectors.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="AnswerIds">The answers' numbers.</param>
public sealed record VectorsKept(long AccountId, IReadOnlyList<long> AnswerIds);

/// <summary>Keeps the index in step with what other nodes keep: they tell the numbers, the next search reads the rest.</summary>
public sealed class VectorNews(IBus bus, SimilarityIndex index) : IHostedService
{
    private const string Topic = "vectors.kept";

    private IDisposable? _subscription;

    /// <summary>Takes vectors that the store has now into the index, and tells the other nodes of them.</summary>
    /// <param name="vectors">The vectors.</param>
    internal async Task AddAsync(IReadOnlyList<NewVector> vectors)
    {
        await index.AddAsync(vectors);
        if (!bus.Others)
            return;
        foreach (var group in vectors.GroupBy(one => one.Ask.AccountId, one => one.Ask.AnswerId))
            bus.Send(Topic, new VectorsKept(group.Key, [.. group]));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = bus.Subscribe<VectorsKept>(Topic, (_, told) => index.Expect(told.AccountId, told.AnswerIds));
        bus.Missed += index.Distrust;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        bus.Missed -= index.Distrust;
        return Task.CompletedTask;
    }
}
