using MiniChat.ServiceInterface.Answers;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Asks and answers in SQLite.</summary>
public sealed class SqliteAnswerStore(SqliteWriter writer, SqliteReaders readers) : IAnswerStore
{
    private const string KeepCheckpoint = "UPDATE turns SET text = text || @text WHERE id = @id AND state = 'running'";

    private const string KeepEnd = """
        UPDATE turns SET state = @state, text = @text, finish_reason = @reason, prompt_tokens = @prompt,
            completion_tokens = @completion, error_code = @code, error_message = @message, context = @context,
            first_text_after = @first, ended_at = @at
        WHERE id = @id AND state = 'running'
        """;

    private const string Find =
        "SELECT "
        + SqliteRows.AnswerColumns
        + " FROM turns a WHERE a.id = @id AND a.account_id = @account AND a.role = 'assistant'";

    private const string FindTurn =
        "SELECT id, chat_id, text, messages FROM turns WHERE id = @id AND account_id = @account AND role = 'user'";

    private const string FindQuestions =
        "SELECT "
        + SqliteRows.AnswerColumns
        + ", q.text FROM turns a JOIN turns q ON q.id = a.parent_id "
        + "WHERE a.account_id = @account AND a.chat_id IS NULL AND a.role = 'assistant' AND a.id < @before "
        + "ORDER BY a.id DESC LIMIT @take";

    // The door stands in the text, or the index of prompts would not be looked at.
    private const string FindPrompts =
        "SELECT "
        + SqliteRows.AnswerColumns
        + ", q.text FROM turns a JOIN turns q ON q.id = a.parent_id "
        + "WHERE a.account_id = @account AND a.door = 'prompt' AND a.id < @before ORDER BY a.id DESC LIMIT @take";

    private const string FindAfter =
        "SELECT id FROM turns WHERE account_id = @account AND role = 'assistant' AND id > @after ORDER BY id LIMIT @take";

    private const string Newest = "SELECT max(id) FROM turns WHERE account_id = @account AND role = 'assistant'";

    private const string PruneKeys = """
        DELETE FROM idempotency_keys WHERE (account_id, key) IN (
            SELECT k.account_id, k.key FROM idempotency_keys k
            WHERE k.created_at < @before
                AND NOT EXISTS (SELECT 1 FROM turns a WHERE a.id = k.answer_id AND a.state = 'running')
            LIMIT @most)
        """;

    public Task<AskOutcome> AskAsync(NewAsk ask, CancellationToken cancel) =>
        writer.WriteAsync(session => SqliteAsk.Keep(session, ask), cancel);

    public Task<AskOutcome?> FindKeptAsync(NewAsk ask, CancellationToken cancel) =>
        readers.ReadAsync(session => SqliteAsk.FindKept(session, ask), cancel);

    public Task CheckpointAsync(IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                foreach (var checkpoint in checkpoints)
                    session.Prepare(KeepCheckpoint).Bind("@id", checkpoint.AnswerId).Bind("@text", checkpoint.Text).Execute();
            },
            cancel
        );

    public Task<bool> EndAsync(EndedAnswer ended, CancellationToken cancel) =>
        writer.WriteAsync(session => End(session, ended), cancel);

    public Task<int> InterruptRunningAsync(DateTimeOffset at, CancellationToken cancel) =>
        writer.WriteAsync(session => SqliteInterrupted.Keep(session, at), cancel);

    public Task<StoredAnswer?> FindAsync(long accountId, long answerId, CancellationToken cancel) =>
        readers.ReadAsync(
            session => session.Prepare(Find).Bind("@id", answerId).Bind("@account", accountId).First(SqliteRows.Answer),
            cancel
        );

    public Task<StoredTurn?> FindTurnAsync(long accountId, long turnId, CancellationToken cancel) =>
        readers.ReadAsync(
            session =>
                session
                    .Prepare(FindTurn)
                    .Bind("@id", turnId)
                    .Bind("@account", accountId)
                    .First(row => new StoredTurn(row.Number(0), row.NumberOrNull(1), row.Text(2), row.TextOrNull(3))),
            cancel
        );

    public Task<IReadOnlyList<StoredQuestion>> FindQuestionsAsync(
        long accountId,
        long? before,
        int take,
        CancellationToken cancel
    ) => readers.ReadAsync(session => FindPage(session, FindQuestions, accountId, before, take), cancel);

    public Task<IReadOnlyList<StoredQuestion>> FindPromptsAsync(
        long accountId,
        long? before,
        int take,
        CancellationToken cancel
    ) => readers.ReadAsync(session => FindPage(session, FindPrompts, accountId, before, take), cancel);

    public Task<IReadOnlyList<long>> FindAnswersAfterAsync(long accountId, long after, int take, CancellationToken cancel) =>
        readers.ReadAsync<IReadOnlyList<long>>(
            session =>
                session
                    .Prepare(FindAfter)
                    .Bind("@account", accountId)
                    .Bind("@after", after)
                    .Bind("@take", take)
                    .All(row => row.Number(0)),
            cancel
        );

    public Task<long> NewestAnswerAsync(long accountId, CancellationToken cancel) =>
        readers.ReadAsync(
            session => session.Prepare(Newest).Bind("@account", accountId).First(row => row.NumberOrNull(0) ?? 0),
            cancel
        );

    public Task<int> PruneKeysAsync(DateTimeOffset before, int most, CancellationToken cancel) =>
        writer.WriteAsync(
            session => session.Prepare(PruneKeys).Bind("@before", before.ToUnixTimeMilliseconds()).Bind("@most", most).Execute(),
            cancel
        );

    private static IReadOnlyList<StoredQuestion> FindPage(
        SqliteSession session,
        string sql,
        long accountId,
        long? before,
        int take
    ) =>
        session
            .Prepare(sql)
            .Bind("@account", accountId)
            .Bind("@before", before ?? long.MaxValue)
            .Bind("@take", take)
            .All(row => new StoredQuestion(row.Text(SqliteRows.AnswerColumnCount), SqliteRows.Answer(row)));

    internal static bool End(SqliteSession session, EndedAnswer ended)
    {
        // Also for a chat that was deleted meanwhile: what was used is used.
        if (ended.Entry is { } entry)
            SqliteUsageStore.Add(session, entry, ended.AnswerId);
        return KeepTurn(session, ended);
    }

    private static bool KeepTurn(SqliteSession session, EndedAnswer ended) =>
        session
            .Prepare(KeepEnd)
            .Bind("@id", ended.AnswerId)
            .Bind("@state", SqliteRows.StateName(ended.State))
            .Bind("@text", ended.Text)
            .Bind("@reason", ended.FinishReason)
            .Bind("@prompt", ended.Usage?.PromptTokens)
            .Bind("@completion", ended.Usage?.CompletionTokens)
            .Bind("@code", ended.Error?.ErrorCode)
            .Bind("@message", ended.Error?.Message)
            .Bind("@context", ended.Context)
            .Bind("@first", ended.FirstTextAfter)
            .Bind("@at", ended.At.ToUnixTimeMilliseconds())
            .Execute() == 1;
}
