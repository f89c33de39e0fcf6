using System.Diagnostics;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Usages;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>The sums of a large ledger, by the store.</summary>
internal static class UsageSums
{
    private const int Entries = 5_000_000;
    private const int Accounts = 1_000;

    // A command of the measurement's own may take half a minute too.
    private const int AtOnce = 100_000;
    private const int Rounds = 5;
    private static readonly DateTimeOffset End = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Begin = End.AddDays(-366);

    private const string NewAccounts = """
        INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at)
        SELECT 'u' || n, 'U' || n, '', 0 FROM 
        """;

    private const string NewEntries = """
        INSERT INTO usages (account_id, model, door, state, status, prompt_tokens, completion_tokens, is_estimated, duration, at)
        SELECT (SELECT min(id) FROM accounts) + n * 7919 % 1000, 'model-' || n % 4, 'chat', 'completed', 200, n % 1000,
            n % 300, n % 2, 1000, @begin + n * @step
        FROM 
        """;

    private const string ByOneStatement = """
        SELECT count(*) FROM (
            SELECT at / 86400000, model, count(*), sum(prompt_tokens), sum(completion_tokens), sum(is_estimated),
                count(CASE WHEN state IN ('failed', 'interrupted') THEN 1 END)
            FROM usages GROUP BY 1, 2) s
        """;

    public static async Task RunAsync()
    {
        using var store = new BenchStore();
        using var writer = new SqliteWriter(store.File);
        using var readers = new SqliteReaders(store.File);
        var series = "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {0}) SELECT n FROM s)";
        await writer.WriteAsync(
            session =>
            {
                session.ExecuteScript(Filled(NewAccounts) + string.Format(series, Accounts));
                session.ExecuteScript(Filled(NewEntries) + string.Format(series, Entries));
                return ValueTask.FromResult(true);
            },
            CancellationToken.None
        );
        await MeasureAsync("SQLite", new SqlUsageStore(new SqliteEngine(writer, readers)), store.AccountId);
    }

    public static async Task RunAsync(PostgresPlace place)
    {
        await using var store = await place.OpenStoreAsync();
        await place.ExecuteAsync($"{Filled(NewAccounts)} generate_series(1, {Accounts}) n");
        for (var from = 0; from < Entries; from += AtOnce)
            await place.ExecuteAsync($"{Filled(NewEntries)} generate_series(CAST({from + 1} AS BIGINT), {from + AtOnce}) n");
        // As it does by itself soon after so many rows came.
        await place.ExecuteAsync("VACUUM ANALYZE usages");
        await MeasureAsync("PostgreSQL", new SqlUsageStore(store.Engine), place.AccountIds[0]);
        var begun = Stopwatch.GetTimestamp();
        await place.ScalarAsync<long>(ByOneStatement);
        Load.Line("all accounts, 366 days, by one statement", $"{Stopwatch.GetElapsedTime(begun).TotalMilliseconds:F0} ms");
    }

    private static string Filled(string sql) =>
        sql.Replace("@begin", $"{Begin.ToUnixTimeMilliseconds()}")
            .Replace("@step", $"{(long)(End - Begin).TotalMilliseconds / Entries}");

    private static async Task MeasureAsync(string name, IUsageStore store, long account)
    {
        Load.Head($"{name}: FindUsage over {Entries:N0} entries of {Accounts:N0} accounts in 366 days");
        foreach (var days in new[] { 1, 30, 366 })
            await TimeAsync($"all accounts, {days} days", store, null, days);
        await TimeAsync("one account, 366 days", store, account, 366);
    }

    private static async Task TimeAsync(string what, IUsageStore store, long? account, int days)
    {
        var filter = new UsageFilter
        {
            AccountId = account,
            From = End.AddDays(-days),
            To = End,
        };
        var (times, calls) = (new List<double>(), 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            try
            {
                calls = (await store.SumAsync(filter, CancellationToken.None)).Sum(sum => sum.Calls);
            }
            catch (ServiceException e)
            {
                Load.Line(what, $"refused after {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s: {e.Message}");
                return;
            }
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        Load.Line(what, $"median {Load.Median(times):F0}, worst {times.Max():F0} ms; {calls} entries");
    }
}
