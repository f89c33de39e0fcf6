using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Models;

/// <summary>What every model plug keeps to.</summary>
public abstract class AnswerModelContract
{
    protected const string Schema = """
        {"type":"object","properties":{"questions":{"type":"array","minItems":2,"maxItems":2,"items":{"type":"string"}}},
        "required":["questions"],"additionalProperties":false}
        """;

    protected IAnswerModel Model { get; private set; } = null!;

    /// <summary>A model that answers any prompt, and the schema above.</summary>
    protected abstract Task<IAnswerModel> OpenAsync();

    /// <summary>A model that goes on answering for longer than a test lasts.</summary>
    protected abstract Task<IAnswerModel> OpenEndlessAsync();

    protected static ModelRequest Ask(string text, string? schema = null) =>
        new()
        {
            Model = "some-model",
            Messages = [new CompletionMessage { Role = "user", Content = text }],
            JsonSchema = schema,
        };

    protected static async Task<List<ModelEvent>> ReadAsync(IAnswerModel model, ModelRequest request)
    {
        List<ModelEvent> events = [];
        await foreach (var one in model.StreamAsync(request, CancellationToken.None))
            events.Add(one);
        return events;
    }

    protected static string TextOf(IEnumerable<ModelEvent> events) => string.Concat(events.Select(e => e.Text));

    [SetUp]
    public async Task Open() => Model = await OpenAsync();

    [Test]
    public async Task An_answer_is_several_texts_and_then_one_end()
    {
        var events = await ReadAsync(Model, Ask("What is a log?"));

        Assert.That(events, Has.Count.GreaterThan(3));
        Assert.That(events[..^1], Has.All.Matches<ModelEvent>(e => e is { Text.Length: > 0, FinishReason: null, Usage: null }));
        Assert.That(events[^1].Text, Is.Null);
        Assert.That(events[^1].FinishReason, Is.EqualTo("stop"));
    }

    [Test]
    public async Task The_end_tells_the_tokens_used()
    {
        var events = await ReadAsync(Model, Ask("What is a log?"));

        Assert.That(events[^1].Usage!.PromptTokens, Is.GreaterThan(0));
        Assert.That(events[^1].Usage!.CompletionTokens, Is.GreaterThan(0));
    }

    [Test]
    public async Task No_text_holds_half_of_a_character()
    {
        var prompt = string.Concat(Enumerable.Repeat("👋🏽世界 Grüße 𝒳 ", 20));

        var events = await ReadAsync(Model, Ask(prompt));

        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        foreach (var e in events.Where(e => e.Text is not null))
            Assert.That(() => strict.GetByteCount(e.Text!), Throws.Nothing);
    }

    [Test]
    public async Task An_answer_fits_its_schema()
    {
        var events = await ReadAsync(Model, Ask("Two questions about logs", Schema));

        var questions = JsonDocument.Parse(TextOf(events)).RootElement.GetProperty("questions");
        Assert.That(questions.GetArrayLength(), Is.EqualTo(2));
        Assert.That(questions[0].ValueKind, Is.EqualTo(JsonValueKind.String));
    }

    [Test]
    public async Task A_schema_that_is_no_JSON_is_refused()
    {
        var error = await Assert.ThrowsAsync<ModelException>(() => ReadAsync(Model, Ask("x", "{no")));

        Assert.That(error!.Failure, Is.EqualTo(ModelFailure.ModelRefused));
    }

    [Test]
    public void Nobody_s_choice_is_the_default_model() => Assert.That(Model.NameOf(null), Is.EqualTo(Model.DefaultModel));

    [Test]
    public async Task Answers_side_by_side_do_not_mix()
    {
        var alone = TextOf(await ReadAsync(Model, Ask("What is a log?")));

        var together = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(Model, Ask("What is a log?"))));

        Assert.That(together.Select(TextOf), Is.All.EqualTo(alone));
    }

    [Test]
    public async Task A_call_that_was_cancelled_before_asks_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThatAsync(
            async () => await Model.StreamAsync(Ask("x"), cancelled).GetAsyncEnumerator(cancelled).MoveNextAsync(),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }

    [Test]
    public async Task A_cancelled_answer_ends_at_once()
    {
        var model = await OpenEndlessAsync();
        using var source = new CancellationTokenSource();
        await using var events = model.StreamAsync(Ask("x"), source.Token).GetAsyncEnumerator(source.Token);
        await events.MoveNextAsync();
        var waiting = DrainAsync(events);

        var watch = Stopwatch.StartNew();
        await source.CancelAsync();
        await Assert.ThatAsync(() => waiting, Throws.InstanceOf<OperationCanceledException>());

        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(1000));
    }

    [Test]
    public async Task A_reader_may_leave_in_the_middle()
    {
        var model = await OpenEndlessAsync();

        await foreach (var one in model.StreamAsync(Ask("x"), CancellationToken.None))
        {
            Assert.That(one.Text, Is.Not.Empty);
            break;
        }
    }

    private static async Task DrainAsync(IAsyncEnumerator<ModelEvent> events)
    {
        while (await events.MoveNextAsync()) { }
    }
}
