using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Asks and answers in PostgreSQL, written in batches.</summary>
public sealed class PostgresAnswerStore : SqlAnswerStore, IAsyncDisposable
{
    private readonly PostgresEngine _engine;
    private readonly PostgresAskLane _asks;
    private readonly PostgresEndLane _ends;

    /// <summary>Begins to write.</summary>
    /// <param name="engine">The database.</param>
    /// <param name="bus">Which node this is.</param>
    public PostgresAnswerStore(PostgresEngine engine, IBus bus)
        : base(engine)
    {
        _engine = engine;
        _asks = new PostgresAskLane(engine, bus);
        _ends = new PostgresEndLane(engine, bus);
    }

    /// <inheritdoc/>
    public override Task<AskOutcome> AskAsync(NewAsk ask, CancellationToken cancel) => _asks.WriteAsync(ask, cancel);

    /// <inheritdoc/>
    public override Task CheckpointAsync(IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancel) =>
        _ends.WriteAsync(new AnswerNews(null, checkpoints), cancel);

    /// <inheritdoc/>
    public override Task<bool> EndAsync(EndedAnswer ended, CancellationToken cancel) =>
        _ends.WriteAsync(new AnswerNews(ended, []), cancel);

    /// <summary>Ends the answers of nodes that are not there any more.</summary>
    /// <param name="at">The time.</param>
    /// <param name="cancel">The server stops.</param>
    public override Task<IReadOnlyList<LostAnswer>> InterruptRunningAsync(DateTimeOffset at, CancellationToken cancel) =>
        _engine.WriteAsync(session => SqlInterrupted.KeepAsync(session, at), cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _asks.DisposeAsync();
        await _ends.DisposeAsync();
    }
}
