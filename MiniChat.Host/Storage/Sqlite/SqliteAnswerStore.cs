using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Asks and answers in SQLite: its one writer makes one transaction of what comes together.</summary>
/// <param name="engine">The file.</param>
public sealed class SqliteAnswerStore(SqliteEngine engine) : SqlAnswerStore(engine)
{
    private const string KeepCheckpoint = "UPDATE turns SET text = text || @text WHERE id = @id AND state = 'running'";

    private readonly SqliteEngine _engine = engine;

    /// <inheritdoc/>
    public override Task<AskOutcome> AskAsync(NewAsk ask, CancellationToken cancel) =>
        _engine.WriteAsync(session => SqlAsk.KeepAsync(session, ask), cancel);

    /// <inheritdoc/>
    public override Task CheckpointAsync(IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancel) =>
        _engine.WriteAsync(
            async session =>
            {
                var statement = session.Prepare(KeepCheckpoint);
                foreach (var checkpoint in checkpoints)
                    await statement.Bind("@id", checkpoint.AnswerId).Bind("@text", checkpoint.Text).ExecuteAsync();
            },
            cancel
        );

    /// <inheritdoc/>
    public override Task<bool> EndAsync(EndedAnswer ended, CancellationToken cancel) =>
        _engine.WriteAsync(session => SqlEnd.KeepAsync(session, ended), cancel);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<LostAnswer>> InterruptRunningAsync(DateTimeOffset at, CancellationToken cancel) =>
        _engine.WriteAsync(session => SqlInterrupted.KeepAsync(session, at), cancel);
}
