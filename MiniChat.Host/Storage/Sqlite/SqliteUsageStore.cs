using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>The ledger in SQLite.</summary>
public sealed class SqliteUsageStore(SqliteWriter writer, SqliteReaders readers) : IUsageStore
{
    private const long Day = 24 * 60 * 60 * 1000;

    // An account that is gone takes no entry; an answer has one at most, however often its end is kept.
    private const string Insert = """
        INSERT INTO usages (account_id, key_id, answer_id, model, door, state, status, prompt_tokens, completion_tokens,
            is_estimated, duration, first_text_after, at)
        SELECT id, @key, @answer, @model, @door, @state, @status, @prompt, @completion, @estimated, @duration, @first, @at
        FROM accounts WHERE id = @account
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
    internal static void Add(SqliteSession session, UsageEntry entry, long? answerId) =>
        session
            .Prepare(Insert)
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
