using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Answers;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of prompts, which are asks by a door of their own.</summary>
internal abstract class PromptStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IAnswerStore Answers { get; set; } = null!;

    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private async Task<AskOutcome> AskAsync(long account, string text, string door = "prompt", string? key = null) =>
        await Answers.AskAsync(AskOf(account, text, door, key), Cancel);

    private static NewAsk AskOf(long account, string text, string door, string? key) =>
        new()
        {
            AccountId = account,
            Text = text,
            Door = door,
            Model = "m",
            Key = key,
            Fingerprint = key is null ? [] : Asking.Fingerprint(text),
            At = Now,
        };

    [Test]
    public async Task Prompts_are_found_newest_first_in_pages_without_questions_and_those_of_others()
    {
        var (account, other) = (await NewAccountAsync(), await NewAccountAsync());
        for (var i = 1; i <= 3; i++)
        {
            await AskAsync(account, $"p{i}");
            await AskAsync(account, $"q{i}", "question");
            await AskAsync(other, $"o{i}");
        }

        var page = await Answers.FindPromptsAsync(account, null, 2, Cancel);
        var rest = await Answers.FindPromptsAsync(account, page[^1].Answer.Id, 10, Cancel);
        var questions = await Answers.FindQuestionsAsync(account, null, 10, Cancel);

        Assert.That(page.Concat(rest).Select(found => found.Text), Is.EqualTo(new[] { "p3", "p2", "p1" }));
        Assert.That(questions.Select(found => found.Text), Is.EqualTo(new[] { "q3", "p3", "q2", "p2", "q1", "p1" }));
    }

    [Test]
    public async Task What_a_key_stands_for_is_found_without_asking()
    {
        var (account, other) = (await NewAccountAsync(), await NewAccountAsync());
        var first = await AskAsync(account, "a", key: "k");

        var same = await Answers.FindKeptAsync(AskOf(account, "a", "prompt", "k"), Cancel);
        var another = await Answers.FindKeptAsync(AskOf(account, "b", "prompt", "k"), Cancel);

        Assert.That(same, Is.EqualTo(first with { Result = AskResult.Replayed }));
        Assert.That(another?.Result, Is.EqualTo(AskResult.KeyTaken));
        Assert.That(await Answers.FindKeptAsync(AskOf(account, "a", "prompt", "new"), Cancel), Is.Null);
        Assert.That(await Answers.FindKeptAsync(AskOf(other, "a", "prompt", "k"), Cancel), Is.Null);
        Assert.That(await Answers.FindPromptsAsync(account, null, 10, Cancel), Has.Count.EqualTo(1));
    }
}

[TestFixture]
internal sealed class SqlitePromptStoreTests : PromptStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Answers = new SqliteAnswerStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
