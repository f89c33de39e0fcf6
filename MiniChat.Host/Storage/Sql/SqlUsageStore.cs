using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Storage.Sql;

/// <summary>The ledger, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlUsageStore(ISqlEngine engine) : IUsageStore
{
    private const long Day = 24 * 60 * 60 * 1000;

    // So much is summed by one reading: a year of a large ledger takes longer than one may.
    private const long Piece = 7 * Day;

    // A day by a statement: where days are grouped too, engines sort all entries, since they expect as many days as times.
    private const string Sums = """
        SELECT u.model, count(*), CAST(sum(u.prompt_tokens) AS BIGINT), CAST(sum(u.completion_tokens) AS BIGINT),
            CAST(sum(u.is_estimated) AS BIGINT), count(CASE WHEN u.state IN ('failed', 'interrupted') THEN 1 END)
        FROM 
        """;

    private const string InTime = " WHERE u.at >= @from AND u.at < @to";

    private const string OfKey = " AND (@key IS NULL OR u.key_id = @key) GROUP BY u.model ORDER BY u.model";

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
    public async Task<IReadOnlyList<UsageSum>> SumAsync(UsageFilter filter, CancellationToken cancel)
    {
        // Nothing was used before 1970.
        var from = Math.Max(0, filter.From.ToUnixTimeMilliseconds());
        var sums = new List<UsageSum>();
        for (var to = filter.To.ToUnixTimeMilliseconds(); to > from; )
        {
            // It begins with a day, so that no day is in two of them.
            var begin = Math.Max(from, DayBefore(to) + Day - Piece);
            sums.AddRange(await SumAsync(filter, begin, to, cancel));
            to = begin;
        }
        return sums;
    }

    private Task<List<UsageSum>> SumAsync(UsageFilter filter, long from, long to, CancellationToken cancel) =>
        engine.ReadAsync(
            async session =>
            {
                var statement = session.Prepare(filter.AccountId is null ? SumAll.For(session) : SumOfAccount);
                if (filter.AccountId is { } account)
                    statement.Bind("@account", account);
                statement.Bind("@key", filter.KeyId);
                var sums = new List<UsageSum>();
                for (var (begin, end) = (DayBefore(to), to); end > from; (begin, end) = (begin - Day, begin))
                {
                    statement.Bind("@from", Math.Max(from, begin)).Bind("@to", end);
                    sums.AddRange(await statement.AllAsync(row => Sum(begin, row)));
                }
                return sums;
            },
            cancel
        );

    /// <summary>The beginning of the day that a time ends, or lies in.</summary>
    private static long DayBefore(long to) => (to - 1) / Day * Day;

    private static UsageSum Sum(long day, SqlRow row) =>
        new()
        {
            Day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(day).UtcDateTime),
            Model = row.Text(0),
            Calls = row.Number(1),
            PromptTokens = row.Number(2),
            CompletionTokens = row.Number(3),
            Estimated = row.Number(4),
            Failed = row.Number(5),
        };
}
