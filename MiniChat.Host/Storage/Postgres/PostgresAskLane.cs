using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Keeps asks: those that wait together in one transaction.</summary>
/// <param name="engine">The database.</param>
/// <param name="bus">Who asks.</param>
internal sealed class PostgresAskLane(PostgresEngine engine, IBus bus) : PostgresLane<NewAsk, AskOutcome>(engine.Pool)
{
    private const string GiveUp =
        "UPDATE turns SET node_id = NULL WHERE id = ANY(@ids) AND node_id = @node AND state = 'running'";

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly PostgresOutcomes _outcomes = new(engine.Pool);
    private readonly List<long> _abandoned = [];
    private (string Mark, long[] Answers)? _doubt;
    private PostgresAskBatch? _batch;

    /// <inheritdoc/>
    protected override bool IsTidy => _doubt is null && _abandoned.Count == 0;

    /// <inheritdoc/>
    protected override void Begin(PostgresSession session) => _batch = new PostgresAskBatch(session);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<PostgresResult<AskOutcome>>> WriteAsync(
        PostgresSession session,
        IReadOnlyList<PostgresItem<NewAsk, AskOutcome>> batch
    )
    {
        // A server that crashed gives the numbers of what it lost again: not to this node, while it is about to give them up.
        if (!IsTidy)
            throw PostgresErrors.Unavailable(null);
        var asks = batch.Select(item => item.Value).ToList();
        var self = bus.NodeId;
        var found = await _batch!.LookAsync(asks, self);
        // Declared dead: in a moment it has another id, and takes asks again.
        if (found is null)
        {
            await session.RollbackAsync();
            throw PostgresErrors.Unavailable(null);
        }
        var plan = new PostgresAskPlan(asks, found);
        var mark = PostgresOutcomes.NewMark();
        try
        {
            await _batch.KeepAsync(plan, self, mark);
        }
        catch (Exception e) when (!session.IsOpen)
        {
            await ResolveAsync(mark, plan, e);
        }
        return plan.Results;
    }

    /// <summary>
    /// Gives up answers that nobody makes: they were kept, but whoever asked was told that this is not known. As those of a dead
    /// node they are ended then, and their keys ask again.
    /// </summary>
    protected override async Task TidyAsync()
    {
        if (_doubt is { } doubt)
        {
            using var limit = new CancellationTokenSource(Moment);
            // Whether it was committed does not matter, only that it is over: what was not kept is not found.
            if (await _outcomes.IsCommittedAsync(doubt.Mark, limit.Token) is null)
                return;
            _doubt = null;
            _abandoned.AddRange(doubt.Answers);
        }
        // Whoever waits for the work may give up before it ends, so that it must not look at what changes.
        var (ids, node) = (_abandoned.ToArray(), bus.NodeId);
        await engine.WriteAsync(session => GiveUpAsync(session, ids, node), CancellationToken.None);
        _abandoned.Clear();
    }

    /// <inheritdoc/>
    protected override void Abandon(AskOutcome result)
    {
        if (result.Result == AskResult.Accepted)
            _abandoned.Add(result.AnswerId);
    }

    private static async ValueTask GiveUpAsync(SqlSession session, long[] ids, string node) =>
        await ((PostgresSession)session).Prepare(GiveUp).BindAll("@ids", ids).Bind("@node", node).ExecuteAsync();

    /// <summary>
    /// The connection broke in the last round trip, which ends with the commit. The server tells whether it was committed; while
    /// it cannot be asked, callers are told so, and what was kept after all is ended when it can.
    /// </summary>
    private async Task ResolveAsync(string mark, PostgresAskPlan plan, Exception error)
    {
        using var limit = new CancellationTokenSource(Pool.Options.Patience);
        switch (await _outcomes.IsCommittedAsync(mark, limit.Token))
        {
            case true:
                return;
            case false:
                throw error;
            case null:
                _doubt = (mark, [.. plan.Answers]);
                throw PostgresErrors.InDoubt(error);
        }
    }
}
