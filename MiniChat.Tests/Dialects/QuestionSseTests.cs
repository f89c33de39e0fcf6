using System.Text;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

[TestFixture]
internal sealed class QuestionSseTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private QuestionSseClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model, new() { ["MiniChat__Models__ContextTokens"] = "1000" });
        _client = await QuestionSseClient.SignUpAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<Reply> AnswerAsync(Task<Reply> asking, params IEnumerable<string> pieces)
    {
        var call = await _model.NextCallAsync();
        foreach (var piece in pieces)
            call.Say(piece);
        call.Finish();
        return await asking;
    }

    private static string TextOf(IEnumerable<SseFrame> frames) =>
        string.Concat(frames.Select(frame => (string?)frame.Json["content"]));

    [Test]
    public async Task A_question_is_answered_as_json_and_kept()
    {
        var reply = await AnswerAsync(_client.AskAsync("What is NestJS?"), "A framework.");

        var kept = await _client.Door.GetAsync($"/answers/{reply.Json["answerId"]}");
        Assert.That((reply.Status, (string?)reply.Json["answer"]), Is.EqualTo((200, "A framework.")));
        Assert.That(((string?)kept.Json["state"], (string?)kept.Json["text"]), Is.EqualTo(("completed", "A framework.")));
    }

    [TestCase("""{"question":"a","stream":true}""", "", "*/*")]
    [TestCase("""{"question":"a"}""", "?stream=true", "application/json")]
    [TestCase("""{"question":"a"}""", "", "application/json, text/event-stream")]
    public async Task A_stream_is_asked_for_in_three_ways(string body, string query, string accept)
    {
        var asking = _client.Door.PostAsync("/openai/question" + query, body, headers: ("Accept", accept));

        var reply = await AnswerAsync(asking, "b");

        Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/event-stream"));
        Assert.That(reply.Header("Cache-Control"), Does.Contain("no-cache"));
        Assert.That(reply.Header("X-Accel-Buffering"), Is.EqualTo("no"));
        Assert.That(reply.Header("Content-Encoding"), Is.Null);
        Assert.That(reply.Body, Does.Match("""^id: (\d+):1\ndata: {"content":"b"}\n\nid: \1:2\ndata: {"done":true}\n\n$"""));
    }

    [Test]
    public async Task Any_text_comes_exactly_and_every_id_is_a_place_to_go_on_from()
    {
        foreach (var (text, seed) in HardText.All.Select((text, index) => (text, index)))
        {
            var asking = _client.AskAsync($"{seed}", ("Accept", "text/event-stream"));
            var frames = SseFrame.All((await AnswerAsync(asking, HardText.Pieces(text, seed))).Body);

            var answerId = frames[0].Id!.Split(':')[0];
            Assert.That(frames.Select(frame => frame.Event), Is.All.Null);
            Assert.That(TextOf(frames), Is.EqualTo(text));
            Assert.That(frames[^1].Data, Is.EqualTo("""{"done":true}"""));
            Assert.That(frames[^1].Id, Is.EqualTo($"{answerId}:{Encoding.UTF8.GetByteCount(text) + 1}"));
            for (var read = 0; read < Math.Min(frames.Count, 8); read++)
            {
                var again = await _client.AskAsync("x", ("Accept", "text/event-stream"), ("Last-Event-ID", frames[read].Id!));
                Assert.That(TextOf(frames[..(read + 1)]) + TextOf(SseFrame.All(again.Body)), Is.EqualTo(text));
            }
        }
        Assert.That(_model.Requests, Has.Count.EqualTo(HardText.All.Length), "nothing is asked anew");
    }

    [Test]
    public async Task The_model_gets_the_earlier_questions_of_the_account_and_of_nobody_else()
    {
        using var other = await QuestionSseClient.SignUpAsync(_server, "other@example.com");
        await AnswerAsync(other.AskAsync("a secret"), "kept");
        await AnswerAsync(_client.AskAsync("one"), "1");
        var failing = _client.AskAsync("two");
        (await _model.NextCallAsync()).Fail(new ModelException(ModelFailure.ModelServerError, "It failed."));
        await failing;
        await AnswerAsync(_client.Door.PostAsync("/questions", """{"text":"three"}"""), "3");

        await AnswerAsync(_client.AskAsync("four"), "4");

        var sent = _model.Requests.Last().Messages.Select(message => $"{message.Role}: {message.Content}");
        Assert.That(sent, Is.EqualTo(new[] { "user: one", "assistant: 1", "user: three", "assistant: 3", "user: four" }));
        Assert.That(_model.Requests.ElementAt(3).Messages, Has.Count.EqualTo(1), "the message alone has none unless it asks");
    }

    [Test]
    public async Task The_oldest_questions_go_first_when_the_window_is_full_and_none_without_its_answer()
    {
        foreach (var name in "abcd")
            await AnswerAsync(_client.AskAsync(new string(name, 350)), new string(name, 350));

        await AnswerAsync(_client.AskAsync(new string('e', 350)), "end");

        var sent = _model.Requests.Last().Messages.Select(message => message.Content[0]);
        Assert.That(new string([.. sent]), Is.EqualTo("bbccdde"));
    }

    [Test]
    public async Task The_same_key_is_the_same_answer_whole_and_streamed_and_another_ask_is_refused()
    {
        (string, string)[] key = [("Idempotency-Key", "k1")];
        var first = await AnswerAsync(_client.AskAsync("once", key), "only");

        var whole = await _client.AskAsync("once", key);
        var stream = await _client.AskAsync("once", [.. key, ("Accept", "text/event-stream")]);
        var other = await _client.AskAsync("twice", key);
        var alone = await _client.Door.PostAsync("/questions", """{"text":"once"}""", headers: key);

        Assert.That(whole.Body, Is.EqualTo(first.Body));
        Assert.That(TextOf(SseFrame.All(stream.Body)), Is.EqualTo("only"));
        Assert.That((other.Status, (int)other.Json["statusCode"]!, alone.Status), Is.EqualTo((409, 409, 409)));
        Assert.That(_model.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_api_key_needs_the_scope()
    {
        using var client = await _server.SignUpAsync();
        var made = await client.SendAsync(new CreateApiKey { Name = "k", Scopes = ["model"] }, Deadline.Soon);

        var refused = await _client.Door.PostAsync(
            "/openai/question",
            """{"question":"a"}""",
            headers: ("Authorization", $"Bearer {made.Key}")
        );

        Assert.That((refused.Status, (string?)refused.Json["error"]), Is.EqualTo((403, "Forbidden")));
    }
}
