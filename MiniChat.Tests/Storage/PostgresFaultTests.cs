using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;
using Npgsql;

namespace MiniChat.Tests.Storage;

/// <summary>What becomes of works when the database, or the line to it, goes in the midst of them.</summary>
[TestFixture]
internal sealed class PostgresFaultTests
{
    private TestPostgres _store = null!;
    private CuttableLine _line = null!;
    private PostgresPool _pool = null!;
    private PostgresEngine _engine = null!;
    private PostgresAnswerStore _answers = null!;
    private long _account;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Connect() => _store = await TestPostgres.CreateAsync();

    [OneTimeTearDown]
    public async Task Disconnect() => await _store.DisposeAsync();

    [SetUp]
    public async Task Open()
    {
        _store.Clear();
        _account = await _store.NewAccountAsync();
        _line = new CuttableLine((await PostgresServer.SharedAsync()).Port);
        _pool = new PostgresPool(
            new PostgresOptions
            {
                ConnectionString = new NpgsqlConnectionStringBuilder(_store.ConnectionString)
                {
                    Port = _line.Port,
                    Timeout = 2,
                    CommandTimeout = 2,
                }.ToString(),
                Connections = 2,
                Patience = TimeSpan.FromSeconds(1),
                Longest = TimeSpan.FromSeconds(3),
            }
        );
        _engine = new PostgresEngine(_pool);
        _answers = new PostgresAnswerStore(_engine, _store.Bus);
    }

    [TearDown]
    public async Task Close()
    {
        await _answers.DisposeAsync();
        await _pool.DisposeAsync();
        await _line.DisposeAsync();
    }

    private Task<AskOutcome> AskAsync(string? key = null) =>
        _answers.AskAsync(
            new NewAsk
            {
                AccountId = _account,
                Text = "What is 1+1?",
                Model = "m",
                Key = key,
                Fingerprint = [1],
                At = DateTimeOffset.UnixEpoch,
            },
            Cancel
        );

    private async Task<StoredAnswer> FindAsync(long answer) => (await _store.Answers.FindAsync(_account, answer, Cancel))!;

    private async Task<int> CountAsync() => (await _store.Answers.FindQuestionsAsync(_account, null, 100, Cancel)).Count;

    [Test]
    public async Task A_work_whose_commit_went_through_is_told_so_although_the_connection_broke()
    {
        var attempts = 0;

        await _engine.WriteAsync(
            async session =>
            {
                await session.Prepare("DELETE FROM nodes WHERE id = ''").ExecuteAsync();
                await session.Prepare("INSERT INTO store_probe VALUES (7, 7)").ExecuteAsync();
                attempts++;
                // COMMIT is parsed at its first use, then run.
                _line.CutAfter(2);
            },
            Cancel
        );

        Assert.That(_line.Cut.IsCompleted, Is.True);
        Assert.That(attempts, Is.EqualTo(1));
        Assert.That(
            await _store.Engine.ReadAsync(s => s.Prepare("SELECT count(*) FROM store_probe").NumberAsync(), Cancel),
            Is.EqualTo(1)
        );
    }

    [Test]
    public async Task A_work_that_was_cut_off_before_its_commit_is_done_again()
    {
        var attempts = 0;

        await _engine.WriteAsync(
            async session =>
            {
                if (attempts++ == 0)
                    _line.CutAfter(1);
                await session.Prepare("INSERT INTO store_probe VALUES (7, 7)").ExecuteAsync();
            },
            Cancel
        );

        Assert.That(attempts, Is.EqualTo(2));
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task An_ask_that_is_cut_off_is_kept_once(int requests)
    {
        await AskAsync();

        _line.CutAfter(requests);
        var outcome = await AskAsync();

        Assert.That(_line.Cut.IsCompleted, Is.True);
        Assert.That(outcome.Result, Is.EqualTo(AskResult.Accepted));
        Assert.That(await CountAsync(), Is.EqualTo(2));
        Assert.That((await FindAsync(outcome.AnswerId)).State, Is.EqualTo(AnswerState.Running));
    }

    [Test]
    public async Task An_ask_of_which_nobody_could_say_whether_it_was_kept_is_made_by_nobody_and_asks_again()
    {
        await AskAsync();
        _line.CutAfter(2, thenRefuse: true);

        var told = await Assert.ThrowsAsync<ServiceException>(() => AskAsync("k"));
        _line.Mend();
        var lost = (await _store.Answers.FindQuestionsAsync(_account, null, 1, Cancel))[0].Answer.Id;
        for (var limit = Deadline.Soon; (await FindAsync(lost)).State == AnswerState.Running; )
        {
            limit.ThrowIfCancellationRequested();
            await _store.Answers.InterruptRunningAsync(DateTimeOffset.UnixEpoch, Cancel);
        }
        var again = await AskAsync("k");

        Assert.That(told!.ErrorCode, Is.EqualTo("StoreUnavailable"));
        Assert.That(told.Message, Does.Contain("not known"));
        Assert.That((await FindAsync(lost)).State, Is.EqualTo(AnswerState.Interrupted));
        Assert.That(again.Result, Is.EqualTo(AskResult.Accepted));
        Assert.That(again.AnswerId, Is.Not.EqualTo(lost));
    }

    [Test]
    public async Task A_checkpoint_that_is_cut_off_is_kept_once_and_an_end_too()
    {
        var answer = (await AskAsync()).AnswerId;
        await _answers.CheckpointAsync([new Checkpoint(answer, "One 😀 ")], Cancel);

        _line.CutAfter(1);
        await _answers.CheckpointAsync([new Checkpoint(answer, "two\0 ")], Cancel);
        await _answers.CheckpointAsync([new Checkpoint(answer, "three")], Cancel);
        var grown = (await FindAsync(answer)).Text;
        _line.CutAfter(1);
        var isKept = await _answers.EndAsync(
            new EndedAnswer
            {
                AnswerId = answer,
                State = AnswerState.Completed,
                Text = "all",
                At = DateTimeOffset.UnixEpoch,
            },
            Cancel
        );

        Assert.That(grown, Is.EqualTo("One 😀 two\0 three"));
        Assert.That(isKept, Is.True);
        Assert.That((await FindAsync(answer)).Text, Is.EqualTo("all"));
    }

    [Test]
    public async Task Behind_a_line_that_is_mute_callers_are_told_in_time_and_all_is_well_when_it_speaks_again()
    {
        await AskAsync();
        _line.Mute();

        var asked = await Assert.ThrowsAsync<ServiceException>(() => AskAsync());
        var read = await Assert.ThrowsAsync<ServiceException>(() => _answers.NewestAnswerAsync(_account, Cancel));

        Assert.That(new[] { asked!.ErrorCode, read!.ErrorCode }, Is.All.EqualTo("StoreUnavailable"));
    }
}
