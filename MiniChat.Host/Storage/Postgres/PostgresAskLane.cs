using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Keeps asks: those that wait together in one transaction.</summary>
/// <param name="engine">The database.</param>
/// <param name="bus">Who asks.</param>
internal sealed class PostgresAskLane(PostgresEngine engine, IBus bus) : PostgresLane<NewAsk, AskOutcome>(engine.Pool)
{
    private const string GiveUp = "UPDATE turns SET node_id = NULL WHERE id = ANY(@ids) AND state = 'running'";

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly PostgresOutcomes _outcomes = new(engine.Pool);
    private readonly List<long> _abandoned = [];
    private readonly List<(string Number, long[] Answers)> _doubts = [];
    private PostgresAskBatch? _batch;

    /// <inheritdoc/>
    protected override bool IsTidy => _doubts.Count == 0 && _abandoned.Count == 0;

    /// <inheritdoc/>
    protected override void Begin(PostgresSession session) => _batch = new PostgresAskBatch(session);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<PostgresResult<AskOutcome>>> WriteAsync(
        PostgresSession session,
        IReadOnlyList<PostgresItem<NewAsk, AskOutcome>> batch
    )
    {
        var asks = batch.Select(item => item.Value).ToList();
        var self = bus.NodeId;
        var (number, found) = await _batch!.LookAsync(asks, self);
        // Declared dead: in a moment it has another id, and takes asks again.
        if (found is null)
        {
            await session.RollbackAsync();
            throw PostgresErrors.Unavailable(null);
        }
        var plan = new PostgresAskPlan(asks, found);
        try
        {
            await _batch.KeepAsync(plan, self);
        }
        catch (Exception e) when (!session.IsOpen)
        {
            await ResolveAsync(number, plan, e);
        }
        return plan.Results;
    }

    /// <summary>
    /// Gives up answers that nobody makes: they were kept, but whoever asked was told that this is not known. As those of a dead
    /// node they are ended then, and their keys ask again.
    /// </summary>
    protected override async Task TidyAsync()
    {
        foreach (var doubt in _doubts.ToArray())
        {
            using var limit = new CancellationTokenSource(Moment);
            if (await _outcomes.IsCommittedAsync(doubt.Number, limit.Token) is not { } isCommitted)
                continue;
            _doubts.Remove(doubt);
            if (isCommitted)
                _abandoned.AddRange(doubt.Answers);
        }
        if (_abandoned.Count > 0)
        {
            await engine.WriteAsync(GiveUpAsync, CancellationToken.None);
            _abandoned.Clear();
        }
    }

    /// <inheritdoc/>
    protected override void Abandon(AskOutcome result)
    {
        if (result.Result == AskResult.Accepted)
            _abandoned.Add(result.AnswerId);
    }

    private async ValueTask GiveUpAsync(SqlSession session) =>
        await ((PostgresSession)session).Prepare(GiveUp).BindAll("@ids", [.. _abandoned]).ExecuteAsync();

    /// <summary>
    /// The connection broke in the last round trip, which ends with the commit. The server tells whether it was committed; while
    /// it cannot be asked, callers are told so, and what was kept after all is ended when it can.
    /// </summary>
    private async Task ResolveAsync(string number, PostgresAskPlan plan, Exception error)
    {
        using var limit = new CancellationTokenSource(Pool.Options.Patience);
        switch (await _outcomes.IsCommittedAsync(number, limit.Token))
        {
            case true:
                return;
            case false:
                throw error;
            case null:
                _doubts.Add((number, [.. plan.Answers]));
                throw PostgresErrors.InDoubt(error);
        }
    }
}
