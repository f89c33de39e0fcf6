using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of asks that come again, and of more than an account may have at once.</summary>
internal abstract class AskOnceContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IAnswerStore Answers { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static NewAsk AskOf(long account, string text = "What is 1+1?", string? key = null, int limit = 0) =>
        new()
        {
            AccountId = account,
            Text = text,
            Model = "m",
            Key = key,
            Fingerprint = key is null ? [] : Asking.Fingerprint(text),
            RunningLimit = limit,
            At = Now,
        };

    private static EndedAnswer EndOf(long answer, AnswerState state) =>
        new()
        {
            AnswerId = answer,
            State = state,
            Text = "2",
            At = Now.AddSeconds(1),
        };

    [Test]
    public async Task The_same_key_and_ask_give_the_same_answer_and_no_more_rows()
    {
        var account = await NewAccountAsync();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Answers.AskAsync(AskOf(account, key: "k"), Cancel))
        );

        Assert.That(outcomes.Count(outcome => outcome.Result == AskResult.Accepted), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome.Result == AskResult.Replayed), Is.EqualTo(49));
        Assert.That(outcomes.Select(outcome => (outcome.AnswerId, outcome.TurnId)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await Answers.FindQuestionsAsync(account, null, 100, Cancel), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_key_stands_for_one_ask_of_one_account()
    {
        var account = await NewAccountAsync();
        var other = await NewAccountAsync();
        await Answers.AskAsync(AskOf(account, "one", "k"), Cancel);

        Assert.That((await Answers.AskAsync(AskOf(account, "two", "k"), Cancel)).Result, Is.EqualTo(AskResult.KeyTaken));
        Assert.That((await Answers.AskAsync(AskOf(other, "two", "k"), Cancel)).Result, Is.EqualTo(AskResult.Accepted));
    }

    [TestCase(AnswerState.Failed, AskResult.Accepted)]
    [TestCase(AnswerState.Interrupted, AskResult.Accepted)]
    [TestCase(AnswerState.Completed, AskResult.Replayed)]
    [TestCase(AnswerState.Stopped, AskResult.Replayed)]
    public async Task A_key_asks_again_only_when_its_answer_came_to_nothing(AnswerState state, AskResult expected)
    {
        var account = await NewAccountAsync();
        var first = await Answers.AskAsync(AskOf(account, key: "k"), Cancel);
        await Answers.EndAsync(EndOf(first.AnswerId, state), Cancel);

        var second = await Answers.AskAsync(AskOf(account, key: "k"), Cancel);

        Assert.That(second.Result, Is.EqualTo(expected));
        Assert.That(second.AnswerId == first.AnswerId, Is.EqualTo(expected == AskResult.Replayed));
        Assert.That((await Answers.AskAsync(AskOf(account, key: "k"), Cancel)).AnswerId, Is.EqualTo(second.AnswerId));
    }

    [Test]
    public async Task The_limit_of_running_answers_is_exact_under_many_asks_at_once()
    {
        var account = await NewAccountAsync();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => Answers.AskAsync(AskOf(account, limit: 7), Cancel))
        );

        Assert.That(outcomes.Count(outcome => outcome.Result == AskResult.Accepted), Is.EqualTo(7));
        Assert.That(outcomes.Count(outcome => outcome.Result == AskResult.TooManyRunning), Is.EqualTo(23));
    }

    [Test]
    public async Task A_replayed_ask_does_not_count_against_the_limit()
    {
        var account = await NewAccountAsync();
        await Answers.AskAsync(AskOf(account, key: "k", limit: 1), Cancel);

        Assert.That((await Answers.AskAsync(AskOf(account, key: "k", limit: 1), Cancel)).Result, Is.EqualTo(AskResult.Replayed));
        Assert.That((await Answers.AskAsync(AskOf(account, limit: 1), Cancel)).Result, Is.EqualTo(AskResult.TooManyRunning));
    }
}
