using MiniChat.ServiceInterface.Answers;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Asks and answers, in any engine: what is read. What is written with every ask is the engine's own.</summary>
/// <param name="engine">Where the rows lie.</param>
public abstract class SqlAnswerStore(ISqlEngine engine) : IAnswerStore
{
    private const string Find =
        "SELECT " + SqlRows.AnswerColumns + " FROM turns a WHERE a.id = @id AND a.account_id = @account AND a.role = 'assistant'";

    private const string FindTurn =
        "SELECT id, chat_id, text, messages FROM turns WHERE id = @id AND account_id = @account AND role = 'user'";

    private const string FindQuestions =
        "SELECT "
        + SqlRows.AnswerColumns
        + ", q.text FROM turns a JOIN turns q ON q.id = a.parent_id "
        + "WHERE a.account_id = @account AND a.chat_id IS NULL AND a.role = 'assistant' AND a.id < @before "
        + "ORDER BY a.id DESC LIMIT @take";

    // The door stands in the text, or the index of prompts would not be looked at.
    private const string FindPrompts =
        "SELECT "
        + SqlRows.AnswerColumns
        + ", q.text FROM turns a JOIN turns q ON q.id = a.parent_id "
        + "WHERE a.account_id = @account AND a.door = 'prompt' AND a.id < @before ORDER BY a.id DESC LIMIT @take";

    private const string FindAfter =
        "SELECT id FROM turns WHERE account_id = @account AND role = 'assistant' AND id > @after "
        + "AND coalesce(door, '') <> 'import' ORDER BY id LIMIT @take";

    private const string Newest = "SELECT max(id) FROM turns WHERE account_id = @account AND role = 'assistant'";

    private const string FindRunning =
        "SELECT id FROM turns WHERE account_id = @account AND state = 'running' AND node_id <> @node ORDER BY id";

    private const string PruneKeys = """
        DELETE FROM idempotency_keys WHERE (account_id, key) IN (
            SELECT k.account_id, k.key FROM idempotency_keys k
            WHERE k.created_at < @before
                AND NOT EXISTS (SELECT 1 FROM turns a WHERE a.id = k.answer_id AND a.state = 'running')
            LIMIT @most)
        """;

    /// <inheritdoc/>
    public abstract Task<AskOutcome> AskAsync(NewAsk ask, CancellationToken cancel);

    /// <inheritdoc/>
    public abstract Task CheckpointAsync(IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancel);

    /// <inheritdoc/>
    public abstract Task<bool> EndAsync(EndedAnswer ended, CancellationToken cancel);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<LostAnswer>> InterruptRunningAsync(DateTimeOffset at, CancellationToken cancel);

    /// <inheritdoc/>
    public Task<AskOutcome?> FindKeptAsync(NewAsk ask, CancellationToken cancel) =>
        engine.ReadAsync(session => SqlAsk.FindKeptAsync(session, ask), cancel);

    /// <inheritdoc/>
    public Task<StoredAnswer?> FindAsync(long accountId, long answerId, CancellationToken cancel) =>
        engine.ReadAsync(
            session => session.Prepare(Find).Bind("@id", answerId).Bind("@account", accountId).FirstAsync(SqlRows.Answer),
            cancel
        );

    /// <inheritdoc/>
    public Task<StoredTurn?> FindTurnAsync(long accountId, long turnId, CancellationToken cancel) =>
        engine.ReadAsync(
            session =>
                session
                    .Prepare(FindTurn)
                    .Bind("@id", turnId)
                    .Bind("@account", accountId)
                    .FirstAsync(row => new StoredTurn(row.Number(0), row.NumberOrNull(1), row.Text(2), row.TextOrNull(3))),
            cancel
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredQuestion>> FindQuestionsAsync(
        long accountId,
        long? before,
        int take,
        CancellationToken cancel
    ) => FindPageAsync(FindQuestions, accountId, before, take, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredQuestion>> FindPromptsAsync(
        long accountId,
        long? before,
        int take,
        CancellationToken cancel
    ) => FindPageAsync(FindPrompts, accountId, before, take, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> FindAnswersAfterAsync(
        long accountId,
        long after,
        int take,
        CancellationToken cancel
    ) =>
        await engine.ReadAsync(
            session =>
                session
                    .Prepare(FindAfter)
                    .Bind("@account", accountId)
                    .Bind("@after", after)
                    .Bind("@take", take)
                    .AllAsync(row => row.Number(0)),
            cancel
        );

    /// <inheritdoc/>
    public Task<long> NewestAnswerAsync(long accountId, CancellationToken cancel) =>
        engine.ReadAsync(session => session.Prepare(Newest).Bind("@account", accountId).NumberAsync(), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> FindRunningAsync(long accountId, string nodeId, CancellationToken cancel) =>
        await engine.ReadAsync(
            session =>
                session.Prepare(FindRunning).Bind("@account", accountId).Bind("@node", nodeId).AllAsync(row => row.Number(0)),
            cancel
        );

    /// <inheritdoc/>
    public Task<int> PruneKeysAsync(DateTimeOffset before, int most, CancellationToken cancel) =>
        engine.WriteAsync(
            session => session.Prepare(PruneKeys).Bind("@before", before).Bind("@most", most).ExecuteAsync(),
            cancel
        );

    private async Task<IReadOnlyList<StoredQuestion>> FindPageAsync(
        string sql,
        long accountId,
        long? before,
        int take,
        CancellationToken cancel
    ) =>
        await engine.ReadAsync(
            session =>
                session
                    .Prepare(sql)
                    .Bind("@account", accountId)
                    .Bind("@before", before ?? long.MaxValue)
                    .Bind("@take", take)
                    .AllAsync(row => new StoredQuestion(row.Text(SqlRows.AnswerColumnCount), SqlRows.Answer(row))),
            cancel
        );
}
