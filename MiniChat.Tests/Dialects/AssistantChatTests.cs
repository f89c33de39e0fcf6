using System.Text.Json.Nodes;
using MiniChat.ServiceInterface.Models;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>The assistant's chats: ordinary chats of the account, streamed in the document's own blocks.</summary>
[TestFixture]
internal sealed class AssistantChatTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private AssistantClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await AssistantClient.SignUpAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<Reply> AnswerAsync(Task<Reply> saying, params IEnumerable<string> pieces)
    {
        var call = await _model.NextCallAsync();
        foreach (var piece in pieces)
            call.Say(piece);
        call.Finish();
        return await saying;
    }

    private async Task<string> DescribeAsync(string description)
    {
        await _client.PostAsync("/user/skill-description", new JsonObject { ["description"] = description });
        // Its questions are asked for meanwhile.
        (await _model.NextCallAsync()).Fail(new ModelException(ModelFailure.ModelRefused, "No."));
        return description;
    }

    [Test]
    public async Task An_answer_comes_in_the_documents_blocks_and_nothing_else()
    {
        var reply = await AnswerAsync(_client.SayAsync(await _client.BeginChatAsync(), "Hello"), "Good ", "day.");

        Assert.That(
            reply.Body.TrimEnd('\n'),
            Is.EqualTo("data: {\"content\": \"Good day.\"}")
                .Or.EqualTo("data: {\"content\": \"Good \"}\n\ndata: {\"content\": \"day.\"}")
        );
        Assert.That(reply.Body, Does.EndWith("}\n\n"));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/event-stream"));
        Assert.That(reply.Header("X-Accel-Buffering"), Is.EqualTo("no"));
    }

    [TestCaseSource(typeof(HardText), nameof(HardText.All))]
    public async Task The_joined_content_is_the_answer_byte_for_byte(string text)
    {
        var chat = await _client.BeginChatAsync();

        var reply = await AnswerAsync(_client.SayAsync(chat, "Hello"), HardText.Pieces(text, 7));

        var frames = reply.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(
            frames,
            Has.All.Matches<string>(frame => frame!.StartsWith("data: {\"content\": \"", StringComparison.Ordinal))
        );
        Assert.That(frames, Has.All.Not.Contains("\n"));
        Assert.That(string.Concat(SseFrame.All(reply.Body).Select(frame => (string?)frame.Json["content"])), Is.EqualTo(text));
    }

    [Test]
    public async Task A_chat_is_an_ordinary_one_and_its_turns_are_the_models_context()
    {
        var chat = await _client.BeginChatAsync();
        await AnswerAsync(_client.SayAsync(chat, "My name is Ada."), "Hello Ada.");
        await AnswerAsync(_client.SayAsync(chat, "Who am I?"), "Ada.");

        using var door = new OneConnection(_server.Address, _client.Token);
        var listed = (await door.GetAsync("/chats")).Json["results"]!.AsArray().Single()!;
        var turns = (await door.GetAsync($"/chats/{chat}")).Json["turns"]!.AsArray();

        Assert.That(
            ((long?)listed["id"], (string?)listed["title"], (bool?)listed["assistant"]),
            Is.EqualTo((chat, "My name is Ada.", true))
        );
        Assert.That(
            turns.Select(turn => (string?)turn!["text"]),
            Is.EqualTo(new[] { "My name is Ada.", "Hello Ada.", "Who am I?", "Ada." })
        );
        Assert.That(
            _model.Requests.Last().Messages.Where(message => message.Role != "system").Select(message => message.Content),
            Is.EqualTo(new[] { "My name is Ada.", "Hello Ada.", "Who am I?" })
        );
    }

    [Test]
    public async Task The_assistant_knows_the_skill_description_as_it_is_now()
    {
        var chat = await _client.BeginChatAsync();
        await AnswerAsync(_client.SayAsync(chat, "one"), "1");
        await DescribeAsync("I tune PostgreSQL.");
        await AnswerAsync(_client.SayAsync(chat, "two"), "2");
        await DescribeAsync("I write Haskell.");
        await AnswerAsync(_client.SayAsync(chat, "three"), "3");

        var systems = _model
            .Requests.Where(request => request.JsonSchema is null)
            .Select(request => request.Messages.Single(message => message.Role == "system").Content)
            .ToList();
        Assert.That(systems[0], Does.Not.Contain("PostgreSQL"));
        Assert.That(systems[1], Does.Contain("I tune PostgreSQL."));
        Assert.That(systems[2], Does.Contain("I write Haskell.").And.Not.Contain("PostgreSQL"));
    }

    [Test]
    public async Task Only_chats_with_the_assistant_are_told_the_description()
    {
        await DescribeAsync("I tune PostgreSQL.");
        using var door = new OneConnection(_server.Address, _client.Token);
        var chat = (long)(await door.PostAsync("/chats", """{"system":"Be brief."}""")).Json["id"]!;
        var own = (long)(await door.PostAsync("/chats", """{"system":"Be brief.","assistant":true}""")).Json["id"]!;

        await AnswerAsync(_client.SayAsync(chat, "Hello"), "Hi");
        await AnswerAsync(_client.SayAsync(own, "Hello"), "Hi");

        var systems = _model
            .Requests.Where(request => request.JsonSchema is null)
            .Select(request => request.Messages[0].Content)
            .ToList();
        Assert.That(systems[0], Is.EqualTo("Be brief."));
        Assert.That(systems[1], Does.Contain("I tune PostgreSQL.").And.EndWith("Be brief."));
    }

    [Test]
    public async Task A_model_that_fails_is_told_by_a_status_or_by_a_last_block()
    {
        var chat = await _client.BeginChatAsync();
        var early = _client.SayAsync(chat, "one");
        (await _model.NextCallAsync()).Fail(new ModelException(ModelFailure.ModelContextTooLong, "The chat is too long."));
        var late = _client.SayAsync(chat, "two");
        (await _model.NextCallAsync()).Say("half").Fail(new ModelException(ModelFailure.ModelStreamBroken, "It broke off."));

        AssistantClient.AssertRefused(await early, 502, "The chat is too long.");
        var blocks = (await late).Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That((await late).Status, Is.EqualTo(200));
        Assert.That(blocks[0], Is.EqualTo("data: {\"content\": \"half\"}"));
        Assert.That(blocks[1], Is.EqualTo("data: {\"message\": \"It broke off.\"}"));
    }

    [Test]
    public async Task Who_leaves_stops_the_model_and_the_text_so_far_is_kept()
    {
        var chat = await _client.BeginChatAsync();
        var opening = _client.OpenAsync(chat, "go");
        var call = await _model.NextCallAsync();
        call.Say("half of it");
        var stream = await opening;
        await SseFrame.ReadAsync(stream);

        stream.Dispose();

        await call.Cancelled.Task.WaitAsync(Deadline.Longest);
        using var door = new OneConnection(_server.Address, _client.Token);
        var turn = (await door.GetAsync($"/chats/{chat}")).Json["turns"]![1]!;
        await door.GetAsync($"/answers/{turn["answerId"]}?after=1000&wait=30");
        turn = (await door.GetAsync($"/chats/{chat}")).Json["turns"]![1]!;
        Assert.That(((string?)turn["state"], (string?)turn["text"]), Is.EqualTo(("stopped", "half of it")));
    }

    [Test]
    public async Task A_logout_ends_the_running_stream_in_words()
    {
        var chat = await _client.BeginChatAsync();
        var opening = _client.OpenAsync(chat, "go");
        var call = await _model.NextCallAsync();
        call.Say("half");
        using var stream = await opening;
        await SseFrame.ReadAsync(stream);

        await _client.PostAsync("/user/logout");

        Assert.That((string?)(await SseFrame.ReadAsync(stream))!.Json["message"], Does.Contain("session has ended"));
        Assert.That(await SseFrame.ReadAsync(stream), Is.Null);
    }

    [Test]
    public async Task The_same_prompt_with_the_same_key_is_asked_once()
    {
        var chat = await _client.BeginChatAsync();
        (string, string)[] headers = [("Authentication", "Basic " + _client.Token), ("Idempotency-Key", "k1")];
        Task<Reply> Say() => _client.Door.PostAsync($"/assistant/chat/{chat}/", """{"prompt":"go"}""", headers: headers);
        var first = await AnswerAsync(Say(), "once");

        var second = await Say();

        Assert.That(SseFrame.All(second.Body).Select(f => (string?)f.Json["content"]), Is.EqualTo(new[] { "once" }));
        Assert.That(SseFrame.All(first.Body), Is.Not.Empty);
        Assert.That(_model.Requests, Has.Count.EqualTo(1));
    }

    [TestCase("", 400, "")]
    [TestCase("{}", 400, "Please write a message.")]
    [TestCase("""{"prompt":""}""", 400, "Please write a message.")]
    [TestCase("""{"prompt":"  "}""", 400, "Please write a message.")]
    [TestCase("""{"prompt":5}""", 400, "")]
    [TestCase("""{"prompt":["a"]}""", 400, "")]
    [TestCase("[1]", 400, "")]
    [TestCase("""{"prompt":"a""", 400, "")]
    public async Task A_prompt_that_is_not_right_is_refused_and_asks_nothing(string body, int status, string sentence)
    {
        var chat = await _client.BeginChatAsync();

        var reply = await _client.PostAsync($"/assistant/chat/{chat}/", body);

        AssistantClient.AssertRefused(reply, status, sentence);
        Assert.That(_model.Requests, Is.Empty);
    }

    [Test]
    public async Task The_path_decides_which_chat_it_is()
    {
        var chat = await _client.BeginChatAsync();

        var reply = await AnswerAsync(_client.PostAsync($"/Assistant/Chat/{chat}", """{"prompt":"a","chatId":999}"""), "yes");

        Assert.That(reply.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_chat_of_somebody_else_is_like_none()
    {
        using var other = await AssistantClient.SignUpAsync(_server);
        var foreign = await other.BeginChatAsync();

        AssistantClient.AssertRefused(await _client.SayAsync(foreign, "Hello"), 404, $"There is no chat {foreign}.");
        AssistantClient.AssertRefused(await _client.SayAsync(4711, "Hello"), 404, "There is no chat 4711.");
        AssistantClient.AssertRefused(await _client.PostAsync("/assistant/chat/abc/", """{"prompt":"a"}"""), 404);
        Assert.That(_model.Requests, Is.Empty);
    }
}
