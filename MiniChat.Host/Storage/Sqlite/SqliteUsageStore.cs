using Microsoft.Data.Sqlite;
using MiniChat.ServiceInterface.Usages;
using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>The ledger in SQLite.</summary>
public sealed class SqliteUsageStore(SqliteWriter writer, SqliteReaders readers) : IUsageStore
{
    private const long Day = 24 * 60 * 60 * 1000;

    // An answer has one entry at most, however often its end is kept. One row of values needs no journal of its own, unlike a
    // SELECT, and entries come by the thousand.
    private const string Insertion = """
        INSERT INTO usages (account_id, key_id, answer_id, model, door, state, status, prompt_tokens, completion_tokens,
            is_estimated, duration, first_text_after, at)
        VALUES (@account, @key, @answer, @model, @door, @state, @status, @prompt, @completion, @estimated, @duration, @first, @at)
        ON CONFLICT DO NOTHING
        """;

    private const string Sums =
        "SELECT at / 86400000 AS day, model, count(*), sum(prompt_tokens), sum(completion_tokens), sum(is_estimated), "
        + "sum(state IN ('failed', 'interrupted')) FROM ";

    private const string InTime = "at >= @from AND at < @to";

    private const string OfKey = " AND (@key IS NULL OR key_id = @key) GROUP BY day, model ORDER BY day DESC, model";

    // Account by account: an index by time alone would have to be kept with every entry, for an admin's rare question.
    private const string SumAll = Sums + "accounts CROSS JOIN usages ON usages.account_id = accounts.id WHERE " + InTime + OfKey;

    private const string SumOfAccount = Sums + "usages WHERE account_id = @account AND " + InTime + OfKey;

    public Task AddAsync(IReadOnlyList<UsageEntry> entries, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                foreach (var entry in entries)
                    Add(session, entry, answerId: null);
            },
            cancel
        );

    public Task<IReadOnlyList<UsageSum>> SumAsync(UsageFilter filter, CancellationToken cancel) =>
        readers.ReadAsync<IReadOnlyList<UsageSum>>(
            session =>
            {
                var statement = session.Prepare(filter.AccountId is null ? SumAll : SumOfAccount);
                if (filter.AccountId is { } account)
                    statement.Bind("@account", account);
                return statement
                    .Bind("@key", filter.KeyId)
                    .Bind("@from", filter.From.ToUnixTimeMilliseconds())
                    .Bind("@to", filter.To.ToUnixTimeMilliseconds())
                    .All(Sum);
            },
            cancel
        );

    /// <summary>Keeps an entry, inside a transaction of the writer.</summary>
    internal static void Add(SqliteSession session, UsageEntry entry, long? answerId)
    {
        try
        {
            Insert(session, entry, answerId);
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == raw.SQLITE_CONSTRAINT_FOREIGNKEY)
        {
            // An account that is gone takes no entry. SQLite undid this row alone.
        }
    }

    private static void Insert(SqliteSession session, UsageEntry entry, long? answerId) =>
        session
            .Prepare(Insertion)
            .Bind("@account", entry.AccountId)
            .Bind("@key", entry.KeyId)
            .Bind("@answer", answerId)
            .Bind("@model", entry.Model)
            .Bind("@door", entry.Door)
            .Bind("@state", SqliteRows.StateName(entry.State))
            .Bind("@status", entry.Status)
            .Bind("@prompt", entry.PromptTokens)
            .Bind("@completion", entry.CompletionTokens)
            .Bind("@estimated", entry.IsEstimated ? 1 : 0)
            .Bind("@duration", entry.Duration)
            .Bind("@first", entry.FirstTextAfter)
            .Bind("@at", entry.At.ToUnixTimeMilliseconds())
            .Execute();

    private static UsageSum Sum(SqliteRow row) =>
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
