using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>The ledger in PostgreSQL: entries come by the hundred, and are kept by one statement.</summary>
/// <param name="engine">The database.</param>
public sealed class PostgresUsageStore(PostgresEngine engine) : IUsageStore
{
    private readonly SqlUsageStore _sums = new(engine);

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<UsageEntry> entries, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await using var batch = new PostgresBatch((PostgresSession)session, PostgresUsageEntries.Keep);
                PostgresUsageEntries.Bind(batch.At(0), [.. entries.Select(entry => (entry, (long?)null))]);
                await batch.ExecuteAsync();
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<UsageSum>> SumAsync(UsageFilter filter, CancellationToken cancel) => _sums.SumAsync(filter, cancel);
}
