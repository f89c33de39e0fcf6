using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Storage.Postgres;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

/// <summary>Answers of several nodes in one database.</summary>
[TestFixture]
internal sealed class PostgresNodesTests
{
    private readonly MemoryBus _otherBus = new();
    private TestPostgres _store = null!;
    private PostgresAnswerStore _one = null!;
    private PostgresAnswerStore _other = null!;
    private long _account;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Connect()
    {
        _store = await TestPostgres.CreateAsync();
        _one = _store.Answers;
        _other = new PostgresAnswerStore(_store.Engine, _otherBus);
    }

    [OneTimeTearDown]
    public async Task Disconnect()
    {
        await _other.DisposeAsync();
        await _store.DisposeAsync();
    }

    [SetUp]
    public async Task Open()
    {
        _store.Clear();
        Join(_otherBus);
        _account = await _store.NewAccountAsync();
    }

    private void Join(IBus bus) => _store.Execute($"INSERT INTO nodes VALUES ('{bus.NodeId}', now(), now())");

    private NewAsk AskOf(string? key = null, int limit = 0) =>
        new()
        {
            AccountId = _account,
            Text = "What is 1+1?",
            Model = "m",
            Key = key,
            Fingerprint = [1],
            RunningLimit = limit,
            At = DateTimeOffset.UnixEpoch,
        };

    private static EndedAnswer EndOf(long answer) =>
        new()
        {
            AnswerId = answer,
            State = AnswerState.Completed,
            Text = "2",
            At = DateTimeOffset.UnixEpoch,
        };

    private Task<AskOutcome[]> AskBothAsync(int count, Func<int, NewAsk> ask) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => (i % 2 == 0 ? _one : _other).AskAsync(ask(i), Cancel)));

    [Test]
    public async Task A_key_gives_one_answer_whichever_node_is_asked()
    {
        var outcomes = await AskBothAsync(60, _ => AskOf("k"));

        Assert.That(outcomes.Count(outcome => outcome.Result == AskResult.Accepted), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome.Result == AskResult.Replayed), Is.EqualTo(59));
        Assert.That(outcomes.Select(outcome => outcome.AnswerId).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_limit_of_running_answers_is_exact_over_all_nodes()
    {
        var outcomes = await AskBothAsync(60, _ => AskOf(limit: 7));

        Assert.That(outcomes.Count(outcome => outcome.Result == AskResult.Accepted), Is.EqualTo(7));
    }

    [Test]
    public async Task Who_follows_an_account_by_number_misses_nothing_that_either_node_keeps()
    {
        var asking = AskBothAsync(300, _ => AskOf());
        var seen = new List<long>();

        while (!asking.IsCompleted || seen.Count < 300)
        {
            seen.AddRange(await _one.FindAnswersAfterAsync(_account, seen.LastOrDefault(), 1000, Cancel));
            Cancel.ThrowIfCancellationRequested();
        }

        Assert.That(seen, Is.EqualTo((await asking).Select(outcome => outcome.AnswerId).Order()));
    }

    [Test]
    public async Task One_ask_of_a_batch_that_cannot_be_kept_harms_no_other()
    {
        var gone = AskOf() with { AccountId = long.MaxValue };
        var tasks = Enumerable.Range(0, 20).Select(i => _one.AskAsync(i % 10 == 3 ? gone : AskOf(), Cancel)).ToList();

        await Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(tasks.Count(task => task.IsCompletedSuccessfully), Is.EqualTo(18));
        var refused = await Assert.ThrowsAsync<ServiceException>(() => tasks[3]);
        Assert.That(refused!.Kind, Is.EqualTo(ErrorKind.Unauthorized));
    }

    [Test]
    public async Task A_node_that_was_declared_dead_keeps_no_ask()
    {
        _store.EndNode();

        var refused = await Assert.ThrowsAsync<ServiceException>(() => _one.AskAsync(AskOf(), Cancel));

        Assert.That(refused!.ErrorCode, Is.EqualTo("StoreUnavailable"));
        Assert.That(await _one.FindQuestionsAsync(_account, null, 10, Cancel), Is.Empty);
    }

    [Test]
    public async Task Another_nodes_answer_is_written_by_nobody_else()
    {
        var answer = (await _one.AskAsync(AskOf(), Cancel)).AnswerId;

        await _other.CheckpointAsync([new Checkpoint(answer, "not mine")], Cancel);
        var ended = await _other.EndAsync(EndOf(answer), Cancel);

        var stored = await _one.FindAsync(_account, answer, Cancel);
        Assert.That(ended, Is.False);
        Assert.That((stored!.State, stored.Text), Is.EqualTo((AnswerState.Running, "")));
    }

    [Test]
    public async Task The_answers_of_a_dead_node_are_ended_once_and_not_written_by_it_when_it_comes_back()
    {
        var answers = (await AskBothAsync(10, _ => AskOf())).Where((_, i) => i % 2 == 0).Select(outcome => outcome.AnswerId);
        await _one.CheckpointAsync([.. answers.Select(answer => new Checkpoint(answer, "so far"))], Cancel);
        _store.Execute($"DELETE FROM nodes WHERE id = '{_store.Bus.NodeId}'");

        var lost = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => _other.InterruptRunningAsync(DateTimeOffset.UnixEpoch, Cancel))
        );
        var ended = await Task.WhenAll(answers.Select(answer => _one.EndAsync(EndOf(answer), Cancel)));

        Assert.That(lost.SelectMany(found => found).Select(found => found.AnswerId).Order(), Is.EqualTo(answers));
        Assert.That(ended, Is.All.False);
        var stored = await _one.FindAsync(_account, answers.First(), Cancel);
        Assert.That((stored!.State, stored.Text), Is.EqualTo((AnswerState.Interrupted, "so far")));
    }

    // Made when the tests run: an attribute can hold no lone surrogate.
    private static IEnumerable<TestCaseData> Texts =>
        [
            new("a\0b", "a\0b"),
            new("\uFFFF0\uFFFF\uFFFF\0", "\uFFFF0\uFFFF\uFFFF\0"),
            new("\uD800 and \uDC00", "\uFFFD and \uFFFD"),
            new("zwei 😀\r\n", "zwei 😀\r\n"),
        ];

    [TestCaseSource(nameof(Texts))]
    public async Task Texts_come_back_with_every_character(string text, string expected)
    {
        var outcome = await _one.AskAsync(AskOf() with { Text = text }, Cancel);
        foreach (var half in new[] { text[..1], text[1..] })
            await _one.CheckpointAsync([new Checkpoint(outcome.AnswerId, half)], Cancel);

        var asked = await _one.FindTurnAsync(_account, outcome.TurnId, Cancel);
        var answered = await _one.FindAsync(_account, outcome.AnswerId, Cancel);

        Assert.That(asked!.Text, Is.EqualTo(expected));
        Assert.That(answered!.Text, Is.EqualTo(expected));
    }
}
