using MiniChat.Host.Models.Offline;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

[TestFixture]
public sealed class OfflineAnswerModelTests : AnswerModelContract
{
    protected override Task<IAnswerModel> OpenAsync() => Task.FromResult(Offline(TimeSpan.Zero));

    protected override Task<IAnswerModel> OpenEndlessAsync() => Task.FromResult(Offline(TimeSpan.FromHours(1)));

    private static IAnswerModel Offline(TimeSpan delay, TimeProvider? clock = null) =>
        new OfflineAnswerModel(new OfflineOptions { TokenDelay = delay }, clock ?? TimeProvider.System);

    [Test]
    public async Task The_text_says_that_it_is_offline_and_how_to_change_that()
    {
        var text = TextOf(await ReadAsync(Model, Ask("What is a log?")));

        Assert.That(text, Does.Contain("offline responder").And.Contain("OPENAI_API_KEY"));
    }

    [Test]
    public async Task The_text_takes_up_the_question()
    {
        var text = TextOf(await ReadAsync(Model, Ask("Explain merge sort\nto children")));

        Assert.That(text, Does.Contain("“Explain merge sort to children”").And.Contain("*merge*").And.Contain("5 words"));
    }

    [Test]
    public async Task The_same_question_gets_the_same_text()
    {
        var first = TextOf(await ReadAsync(Model, Ask("Why?")));
        var second = TextOf(await ReadAsync(Model, Ask("Why?")));

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task The_last_thing_the_user_said_is_answered()
    {
        CompletionMessage[] messages =
        [
            new() { Role = "system", Content = "Be brief." },
            new() { Role = "user", Content = "First thing" },
            new() { Role = "assistant", Content = "Yes." },
            new() { Role = "user", Content = "Second thing" },
        ];

        var text = TextOf(await ReadAsync(Model, new ModelRequest { Model = "offline", Messages = messages }));

        Assert.That(text, Does.Contain("“Second thing”").And.Contain("3 earlier messages").And.Not.Contain("First thing"));
    }

    [TestCase("")]
    [TestCase("?")]
    [TestCase("👋🏽")]
    [TestCase("\n\n`**")]
    public async Task Odd_questions_are_answered_too(string question)
    {
        var text = TextOf(await ReadAsync(Model, Ask(question)));

        Assert.That(text, Does.Contain("offline responder"));
    }

    [Test]
    public async Task A_very_long_question_gets_a_short_answer()
    {
        var text = TextOf(await ReadAsync(Model, Ask(string.Concat(Enumerable.Repeat("😀", 50_000)))));

        Assert.That(text, Has.Length.LessThan(1000));
    }

    [Test]
    public void Whatever_model_is_named_the_offline_one_answers() => Assert.That(Model.NameOf("gpt-4o"), Is.EqualTo("offline"));

    [Test]
    public async Task Tokens_come_at_the_set_pace()
    {
        var clock = new ManualClock();
        var model = Offline(TimeSpan.FromMilliseconds(15), clock);
        await using var events = model.StreamAsync(Ask("x"), CancellationToken.None).GetAsyncEnumerator();

        await events.MoveNextAsync();
        var second = events.MoveNextAsync().AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(14));
        var isEarly = second.IsCompleted;
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(isEarly, Is.False);
        Assert.That(await second, Is.True);
        Assert.That(events.Current.Text, Does.Match(@"^ ?\S+$"));
    }
}
