using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Mirrors;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Mirrors;

/// <summary>Two nodes on one store: the one writes an answer, the other reads it.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private readonly JoinedBuses _buses = new();
    private readonly AnswerForwarder _forwarder;

    private TwoNodes()
    {
        Store = new SqliteAnswerStore(_database.Engine);
        Writer = _buses.Join();
        Reader = _buses.Join();
        _forwarder = new AnswerForwarder(Writer, Made, Clock);
        Mirrors = new AnswerMirrors(Reader, Elsewhere, Store, Clock, NullLogger<AnswerMirrors>.Instance);
    }

    public ManualClock Clock { get; } = new();
    public SqliteAnswerStore Store { get; }
    public JoinedBuses.Node Writer { get; }
    public JoinedBuses.Node Reader { get; }
    public ScriptedModel Model { get; } = new();

    /// <summary>The making of the last answer that began; it ends after the answer.</summary>
    public Task Making { get; private set; } = Task.CompletedTask;

    /// <summary>What the writer makes.</summary>
    public RunningAnswers Made { get; } = new();

    /// <summary>What the reader makes itself: nothing.</summary>
    public RunningAnswers Elsewhere { get; } = new();
    public AnswerMirrors Mirrors { get; }
    public long AccountId { get; private set; }

    private static CancellationToken Cancel => Deadline.Soon;

    public static async Task<TwoNodes> StartAsync()
    {
        var nodes = new TwoNodes();
        nodes.AccountId = await nodes._database.NewAccountAsync();
        await nodes._forwarder.StartAsync(Cancel);
        await nodes.Mirrors.StartAsync(Cancel);
        return nodes;
    }

    /// <summary>An answer begins at the writer.</summary>
    public async Task<(AnswerLog Log, ScriptedAnswer Call)> AskAsync()
    {
        var ask = new NewAsk
        {
            AccountId = AccountId,
            Text = "Why?",
            Model = "scripted",
            At = Clock.GetUtcNow(),
        };
        var outcome = await Store.AskAsync(ask, Cancel);
        await KeepNodeAsync(outcome.AnswerId);
        var log = new AnswerLog(AccountId, outcome, ask);
        var runner = new AnswerRunner(Model, Store, Made, Clock, NullLogger<AnswerRunner>.Instance);
        Making = runner.RunAsync(log, _ => ValueTask.FromResult(new AnswerInput([])));
        return (log, await Model.NextCallAsync());
    }

    /// <summary>The answer's log at the reader.</summary>
    public Task<AnswerLog> OpenAsync(long answerId) =>
        new AnswerReader(Elsewhere, Mirrors, Store, Clock).OpenAsync(AccountId, answerId, Cancel);

    /// <summary>Waits until the writer has so much text, then lets a tick pass.</summary>
    public async Task TickAsync(AnswerLog log, int length)
    {
        await log.WaitAsync(length - 1, Cancel);
        Writer.Tick();
    }

    /// <summary>Waits until the answer's end is kept, then lets a tick pass.</summary>
    public async Task EndAsync(AnswerLog log)
    {
        await log.Ended.WaitAsync(Cancel);
        // It leaves the running ones right after.
        while (Made.Find(log.AnswerId) is not null)
            await Task.Yield();
        Writer.Tick();
    }

    public async ValueTask DisposeAsync()
    {
        await Mirrors.StopAsync(Cancel);
        await _forwarder.StopAsync(Cancel);
        Mirrors.Dispose();
        _database.Dispose();
    }

    // What an engine for many nodes keeps with the ask.
    private Task KeepNodeAsync(long answerId) =>
        _database.Writer.WriteAsync(
            session =>
                session.Connection.Execute(
                    "UPDATE turns SET node_id = @node WHERE id = @answerId",
                    new { node = Writer.NodeId, answerId }
                ),
            Cancel
        );
}
