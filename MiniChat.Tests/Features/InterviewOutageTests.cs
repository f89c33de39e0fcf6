using Microsoft.Extensions.Logging;
using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;
using MiniChat.Tests.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>A store that is out of order delays interviews, and costs no call of the model.</summary>
[TestFixture]
internal sealed class InterviewOutageTests
{
    private readonly ManualClock _clock = new();
    private readonly ScriptedModel _model = new();
    private TempFolder _folder = null!;
    private SqliteFile _file = null!;
    private SqliteWriter _writer = null!;
    private SqliteReaders _readers = null!;

    [SetUp]
    public async Task Open()
    {
        _folder = new TempFolder();
        _file = new SqliteFile(new SqliteOptions { Path = _folder.File("test.db"), BusyTimeout = TimeSpan.FromMilliseconds(10) });
        SqliteMigrator.Migrate(_file, _clock);
        _writer = new SqliteWriter(_file);
        _readers = new SqliteReaders(_file);
        await _writer.WriteAsync(
            session =>
                session.ExecuteScript(
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
    public async Task Questions_that_the_store_cannot_take_wait_for_it_and_are_not_made_again()
    {
        var store = new SqlInterviewStore(new SqliteEngine(_writer, _readers));
        using var log = new TestLog();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        var asking = new InterviewAsking(_model, new NoLedger(), new InterviewOptions(), _clock);
        var bus = new MemoryBus();
        var runner = new InterviewRunner(store, asking, bus, _clock, logging.CreateLogger<InterviewRunner>());
        using var maker = new InterviewMaker(store, runner, bus, _clock, logging.CreateLogger<InterviewMaker>());
        await maker.StartAsync(Deadline.Soon);
        maker.Wake(1, await store.DescribeAsync(new NewDescription(1, "walnuts", null, _clock.GetUtcNow()), Deadline.Soon));
        var call = await _model.NextCallAsync();
        using var other = _file.OpenWriter();
        other.ExecuteScript("BEGIN IMMEDIATE");

        call.Say(InterviewText.Of(5)).Finish();
        for (var deadline = Deadline.Soon; log.Problems.Length == 0; deadline.ThrowIfCancellationRequested())
            await Task.Yield();
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            Assert.That((await store.FindAsync(1, Deadline.Soon))!.State, Is.EqualTo(InterviewState.Making));
        }
        other.ExecuteScript("COMMIT");
        for (var deadline = Deadline.Soon; ; deadline.ThrowIfCancellationRequested())
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            if ((await store.FindAsync(1, Deadline.Soon))!.State == InterviewState.Ready)
                break;
        }

        Assert.That(_model.Requests, Has.Count.EqualTo(1));
        Assert.That(log.Problems.Single().Text, Does.StartWith("The outcome of interview 1 waits"), "told once");
        await maker.StopAsync(Deadline.Soon);
    }

    private sealed class NoLedger : IUsageLedger
    {
        public void Add(UsageEntry entry)
        {
            // Nothing is asked of it here.
        }
    }
}
