using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Models.Offline;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Mirrors;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
internal sealed class StoreOutageTests
{
    private readonly RunningAnswers _running = new();
    private readonly ManualClock _clock = new();
    private TempFolder _folder = null!;
    private SqliteFile _file = null!;
    private SqliteWriter _writer = null!;
    private SqliteReaders _readers = null!;
    private SqliteAnswerStore _store = null!;

    [SetUp]
    public async Task Open()
    {
        _folder = new TempFolder();
        _file = new SqliteFile(new SqliteOptions { Path = _folder.File("test.db"), BusyTimeout = TimeSpan.FromMilliseconds(10) });
        SqliteMigrator.Migrate(_file, _clock);
        _writer = new SqliteWriter(_file);
        _readers = new SqliteReaders(_file);
        _store = new SqliteAnswerStore(new SqliteEngine(_writer, _readers));
        await _writer.WriteAsync(
            session =>
                session.Connection.Execute(
                    "INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) VALUES ('a', 'A', '', 0)"
                ),
            Deadline.Soon
        );
    }

    [TearDown]
    public void Close()
    {
        _readers.Dispose();
        _writer.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task An_end_that_the_store_cannot_take_is_told_and_is_kept_when_the_store_is_back()
    {
        var log = await AskAsync();
        using var other = _file.OpenWriter();
        other.ExecuteScript("BEGIN IMMEDIATE");

        _ = Runner().RunAsync(log, _ => ValueTask.FromResult(new AnswerInput([])));
        await EndOf(log);
        var during = await new AnswerReader(_running, NoMirrors(), _store, _clock).OpenAsync(1, log.AnswerId, Deadline.Soon);
        other.ExecuteScript("COMMIT");
        await Keeper().KeepEndsAsync();

        Assert.That(during.Ending!.Error!.ErrorCode, Is.EqualTo("StoreUnavailable"));
        Assert.That(_running.Count, Is.Zero);
        var stored = await _store.FindAsync(1, log.AnswerId, Deadline.Soon);
        Assert.That((stored!.State, stored.Text), Is.EqualTo((AnswerState.Failed, log.TextFrom(0))));
    }

    [Test]
    public async Task An_answer_begun_while_the_server_ends_is_interrupted_before_it_is_gone()
    {
        var keeper = Keeper();
        await keeper.StoppingAsync(Deadline.Soon);
        var log = await AskAsync();
        _ = Runner(new OfflineOptions()).RunAsync(log, _ => ValueTask.FromResult(new AnswerInput([])));

        await keeper.StoppedAsync(Deadline.Soon);

        var stored = await _store.FindAsync(1, log.AnswerId, Deadline.Soon);
        Assert.That(stored!.State, Is.EqualTo(AnswerState.Interrupted));
    }

    private async Task<AnswerLog> AskAsync()
    {
        var ask = new NewAsk
        {
            AccountId = 1,
            Text = "go",
            Model = "offline",
            At = _clock.GetUtcNow(),
        };
        return new AnswerLog(1, await _store.AskAsync(ask, Deadline.Soon), ask);
    }

    private async Task EndOf(AnswerLog log)
    {
        var deadline = Deadline.Soon;
        while (!log.Ended.IsCompleted)
        {
            deadline.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private AnswerRunner Runner(OfflineOptions? options = null) =>
        new(
            new OfflineAnswerModel(options ?? new OfflineOptions { TokenDelay = TimeSpan.Zero }, _clock),
            _store,
            _running,
            _clock,
            NullLogger<AnswerRunner>.Instance
        );

    private AnswerMirrors NoMirrors() => new(new MemoryBus(), _running, _store, _clock, NullLogger<AnswerMirrors>.Instance);

    private AnswerKeeper Keeper() => new(_store, _running, new AnswerOptions(), _clock, NullLogger<AnswerKeeper>.Instance);
}
