using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>The stream that stays open: all answers of the account, one after the other.</summary>
[TestFixture]
internal sealed class QuestionSseStreamTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private QuestionSseClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await QuestionSseClient.SignUpAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Asks by the message, without waiting: the answer's number and the model's call.</summary>
    private async Task<(long Id, ScriptedAnswer Call)> BeginAsync(string text, OneConnection? door = null)
    {
        var body = new JsonObject { ["text"] = text, ["stream"] = true }.ToJsonString();
        var begun = await (door ?? _client.Door).PostAsync("/api/Question", body);
        return ((long)begun.Json["answerId"]!, await _model.NextCallAsync());
    }

    private static async Task<string> NextAsync(StreamReader stream)
    {
        var frame = await SseFrame.ReadAsync(stream);
        return $"{frame!.Id} {frame.Data}";
    }

    [Test]
    public async Task Answers_of_every_door_come_one_after_the_other_and_those_of_others_never()
    {
        using var other = await QuestionSseClient.SignUpAsync(_server, "other@example.com");
        using var stream = await _client.OpenAsync("/openai/stream");
        var (_, foreign) = await BeginAsync("foreign", other.Door);
        foreign.Say("secret").Finish();

        var (slow, slowCall) = await BeginAsync("slow");
        slowCall.Say("s1");
        Assert.That(await NextAsync(stream), Is.EqualTo($$"""{{slow}}:2 {"content":"s1"}"""));
        var (fast, fastCall) = await BeginAsync("fast");
        fastCall.Say("f").Finish();
        var asking = _client.AskAsync("here");
        (await _model.NextCallAsync()).Say("h").Finish();
        var here = (long)(await asking).Json["answerId"]!;
        slowCall.Say("s2").Finish();

        string[] expected =
        [
            $$"""{{slow}}:4 {"content":"s2"}""",
            $$"""{{slow}}:5 {"done":true}""",
            $$"""{{fast}}:1 {"content":"f"}""",
            $$"""{{fast}}:2 {"done":true}""",
            $$"""{{here}}:1 {"content":"h"}""",
            $$"""{{here}}:2 {"done":true}""",
        ];
        foreach (var line in expected)
            Assert.That(await NextAsync(stream), Is.EqualTo(line));
    }

    [Test]
    public async Task Who_comes_back_gets_the_rest_and_what_began_since_and_then_what_begins()
    {
        var (first, firstCall) = await BeginAsync("first");
        firstCall.Say("äb").Say("c").Finish();
        var (second, secondCall) = await BeginAsync("second");
        secondCall.Fail(new InvalidOperationException());
        await _client.Door.GetAsync($"/answers/{first}?after=99&wait=30");
        await _client.Door.GetAsync($"/answers/{second}?after=99&wait=30");

        using var stream = await _client.OpenAsync("/openai/stream", lastEventId: $"{first}:2");
        Assert.That(await NextAsync(stream), Is.EqualTo($$"""{{first}}:4 {"content":"bc"}"""));
        Assert.That(await NextAsync(stream), Is.EqualTo($$"""{{first}}:5 {"done":true}"""));
        Assert.That(await NextAsync(stream), Does.StartWith($$"""{{second}}:1 {"error":{"statusCode":500,"message":"Inter"""));
        var (third, thirdCall) = await BeginAsync("third");
        thirdCall.Say("d").Finish();
        Assert.That(await NextAsync(stream), Is.EqualTo($$"""{{third}}:1 {"content":"d"}"""));

        using var beyond = await _client.OpenAsync("/openai/stream", lastEventId: $"{first}:9");
        Assert.That(await NextAsync(beyond), Is.EqualTo($$"""{{first}}:5 {"done":true}"""), "a crash kept less");

        using var atEnd = await _client.OpenAsync("/openai/stream", lastEventId: $"{second}:1");
        Assert.That(await NextAsync(atEnd), Is.EqualTo($$"""{{third}}:1 {"content":"d"}"""), "an end is told once");
    }

    [Test]
    public async Task Answers_that_begin_together_all_come()
    {
        const int Many = 20;
        using var stream = await _client.OpenAsync("/openai/stream");
        var asks = Enumerable
            .Range(0, Many)
            .Select(async i =>
            {
                using var door = new OneConnection(_server.Address, _client.Token);
                await door.PostAsync("/api/Question", $$"""{"text":"{{i}}","stream":true}""");
            })
            .ToList();
        for (var i = 0; i < Many; i++)
        {
            var call = await _model.NextCallAsync();
            call.Say(call.Request.Messages[0].Content).Finish();
        }
        await Task.WhenAll(asks);

        var texts = new List<string>();
        while (texts.Count < Many)
        {
            if ((string?)(await SseFrame.ReadAsync(stream))!.Json["content"] is { } text)
                texts.Add(text);
        }

        Assert.That(texts, Is.EquivalentTo(Enumerable.Range(0, Many).Select(i => $"{i}")));
    }

    [Test]
    public async Task The_end_of_the_session_ends_it_and_says_so()
    {
        using var stream = await _client.OpenAsync("/openai/stream");

        await _client.Door.PostAsync("/auth/logout", "{}");

        var last = await SseFrame.ReadAsync(stream);
        Assert.That((int)last!.Json["error"]!["statusCode"]!, Is.EqualTo(401));
        Assert.That(await stream.ReadToEndAsync(Deadline.Soon), Is.Empty);
    }

    [Test]
    public async Task A_silent_stream_says_that_it_is_still_there()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(_model, clock: clock);
        using var client = await QuestionSseClient.SignUpAsync(server);
        using var stream = await client.OpenAsync("/openai/stream");

        var line = stream.ReadLineAsync(Deadline.Soon).AsTask();
        for (var silence = 0; silence < 30; silence += 5)
            clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That(await line, Is.EqualTo(":"));
    }

    [Test]
    public async Task A_model_that_is_long_in_beginning_does_not_hold_up_the_stream()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(_model, clock: clock);
        using var client = await QuestionSseClient.SignUpAsync(server);

        var opening = client.OpenAsync("/openai/question", "go");
        var call = await _model.NextCallAsync();
        while (!opening.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(opening, Task.Run(Thread.Yield));
        }
        using var stream = await opening;
        call.Fail(new InvalidOperationException());

        Assert.That((await SseFrame.ReadAsync(stream))!.Data, Does.StartWith("""{"error":{"statusCode":500,"""));
        Assert.That(await stream.ReadToEndAsync(Deadline.Soon), Does.Not.Contain("done"));
    }

    [TestCase("/openai/stream")]
    [TestCase("/openai/stream?question=a")]
    public async Task Somebody_elses_answer_is_not_there(string path)
    {
        using var other = await QuestionSseClient.SignUpAsync(_server, "other@example.com");
        var (id, call) = await BeginAsync("mine");
        call.Say("secret").Finish();

        var foreign = await other.Door.GetAsync(path, ("Last-Event-ID", $"{id}:0"));
        var missing = await other.Door.GetAsync(path, ("Last-Event-ID", "999:0"));
        var bad = await other.Door.GetAsync(path, ("Last-Event-ID", "not an id"));

        Assert.That((foreign.Status, missing.Status, bad.Status), Is.EqualTo((404, 404, 400)));
        Assert.That(foreign.Body, Is.EqualTo(missing.Body.Replace("999", $"{id}", StringComparison.Ordinal)));
        Assert.That(_model.Requests, Has.Count.EqualTo(1), "nothing is asked");
    }
}
