using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Storage.Sql;

/// <summary>The ledger, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlUsageStore(ISqlEngine engine) : IUsageStore
{
    private const long Day = 24 * 60 * 60 * 1000;

    private const string Sums = """
        SELECT u.at / 86400000 AS day, u.model, count(*), CAST(sum(u.prompt_tokens) AS BIGINT),
            CAST(sum(u.completion_tokens) AS BIGINT), CAST(sum(u.is_estimated) AS BIGINT),
            count(CASE WHEN u.state IN ('failed', 'interrupted') THEN 1 END)
        FROM 
        """;

    private const string InTime = " WHERE u.at >= @from AND u.at < @to";

    private const string OfKey = " AND (@key IS NULL OR u.key_id = @key) GROUP BY day, u.model ORDER BY day DESC, u.model";

    private const string SumOfAccount = Sums + "usages u" + InTime + " AND u.account_id = @account" + OfKey;

    private static readonly SqlText SumAll = new(flavour => $"{Sums}{flavour.AllUsages}{InTime}{OfKey}");

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<UsageEntry> entries, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                foreach (var entry in entries)
                    await SqlUsageEntries.KeepAsync(session, entry, answerId: null);
            },
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UsageSum>> SumAsync(UsageFilter filter, CancellationToken cancel) =>
        await engine.ReadAsync(
            session =>
            {
                // By the index of accounts: one by time alone would have to be kept with every entry, for an admin's rare question.
                var statement = session.Prepare(filter.AccountId is null ? SumAll.For(session) : SumOfAccount);
                if (filter.AccountId is { } account)
                    statement.Bind("@account", account);
                return statement.Bind("@key", filter.KeyId).Bind("@from", filter.From).Bind("@to", filter.To).AllAsync(Sum);
            },
            cancel
        );

    private static UsageSum Sum(SqlRow row) =>
        new()
        {
            Day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(row.Number(0) * Day).UtcDateTime),
            Model = row.Text(1),
            Calls = row.Number(2),
            PromptTokens = row.Number(3),
            CompletionTokens = row.Number(4),
            Estimated = row.Number(5),
            Failed = row.Number(6),
        };
}
