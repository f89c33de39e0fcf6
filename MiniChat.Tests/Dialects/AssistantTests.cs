using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Who one is, the interview and the token's headers, at the dialect's own addresses.</summary>
[TestFixture]
internal sealed class AssistantTests
{
    private MiniChatServer _server = null!;
    private AssistantClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start(settings: new() { ["MiniChat__Interviews__Questions"] = "3" });
        _client = await AssistantClient.SignUpAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<(string?, bool?)> StatusAsync()
    {
        var info = (await _client.GetAsync("/user/info")).Json;
        return ((string?)info["interviewQuestionStatus"], (bool?)info["doneInterview"]);
    }

    private async Task<JsonArray> QuestionsAsync()
    {
        var limit = Deadline.Soon;
        var reply = await _client.GetAsync("/user/questions");
        while (reply.Status == 202 && !limit.IsCancellationRequested)
            reply = await _client.GetAsync("/user/questions");
        Assert.That((reply.Status, (bool?)reply.Json["ready"]), Is.EqualTo((200, true)));
        return reply.Json["questions"]!.AsArray();
    }

    private Task<Reply> DescribeAsync(string description) =>
        _client.PostAsync("/user/skill-description", new JsonObject { ["description"] = description });

    private Task<Reply> AnswerAsync(JsonNode? question, string answer) =>
        _client.PostAsync($"/user/questions/{question!["id"]}/answer", $$"""{"answer":{{answer}}}""");

    [Test]
    public async Task The_user_is_told_in_the_documents_fields()
    {
        var reply = await _client.GetAsync("/user/info");
        var info = reply.Json.AsObject();

        var fields = info.Select(field => field.Key);
        var age = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (long)info["createdAt"]!;
        Assert.That(
            fields,
            Is.EqualTo(
                new[] { "userId", "username", "createdAt", "skillDescription", "doneInterview", "interviewQuestionStatus" }
            )
        );
        Assert.That((string?)info["skillDescription"], Is.Empty);
        Assert.That(age, Is.InRange(0, 600_000));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task An_interview_goes_from_not_started_to_success()
    {
        var before = await StatusAsync();
        await DescribeAsync("Kubernetes and PostgreSQL");
        var questions = await QuestionsAsync();
        var ready = await StatusAsync();
        await AnswerAsync(questions[0], "3");
        await AnswerAsync(questions[1], "0");
        var changed = await AnswerAsync(questions[0], "1");
        var answered = await QuestionsAsync();
        var last = await AnswerAsync(questions[2], "2");

        Assert.That(before, Is.EqualTo(("NOT_STARTED", false)));
        Assert.That(ready, Is.EqualTo(("IN_PROGRESS", false)));
        Assert.That((string?)changed.Json["message"], Does.Contain("One question is left"));
        Assert.That(answered.Select(question => (int?)question!["userAnswer"]), Is.EqualTo(new int?[] { 1, 0, null }));
        Assert.That((string?)last.Json["message"], Does.Contain("done"));
        Assert.That(await StatusAsync(), Is.EqualTo(("SUCCESS", true)));
        Assert.That(await QuestionsAsync(), Has.Count.EqualTo(3));
        AssistantClient.AssertRefused(await AnswerAsync(questions[2], "0"), 409, "another interview");
    }

    [Test]
    public async Task A_question_has_the_documents_fields_and_never_the_right_choice()
    {
        await DescribeAsync("Kubernetes and PostgreSQL");

        foreach (var question in await QuestionsAsync())
        {
            Assert.That(question!.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "id", "content", "choices" }));
            Assert.That(question["choices"]!.AsArray(), Has.Count.EqualTo(4));
        }
    }

    [TestCase("4")]
    [TestCase("-1")]
    [TestCase("1.5")]
    [TestCase("\"a\"")]
    [TestCase("null")]
    [TestCase("[1]")]
    [TestCase("99999999999999999999")]
    public async Task An_answer_that_is_no_choice_is_refused_and_nothing_is_kept(string answer)
    {
        await DescribeAsync("Kubernetes");
        var questions = await QuestionsAsync();

        AssistantClient.AssertRefused(await AnswerAsync(questions[0], answer), 400, "Please choose one of the four choices");

        Assert.That((await QuestionsAsync())[0]!["userAnswer"], Is.Null);
    }

    [Test]
    public async Task A_question_of_somebody_else_is_like_none()
    {
        await DescribeAsync("Kubernetes");
        var question = (await QuestionsAsync())[0]!;
        using var other = await AssistantClient.SignUpAsync(_server);

        var foreign = await other.PostAsync($"/user/questions/{question["id"]}/answer", """{"answer":1}""");
        var missing = await other.PostAsync("/user/questions/4711/answer", """{"answer":1}""");
        var odd = await other.PostAsync("/user/questions/abc/answer", """{"answer":1}""");

        AssistantClient.AssertRefused(foreign, 404);
        AssistantClient.AssertRefused(missing, 404);
        AssistantClient.AssertRefused(odd, 404);
    }

    [TestCase("")]
    [TestCase("   ")]
    public async Task An_empty_description_is_refused(string description) =>
        AssistantClient.AssertRefused(await DescribeAsync(description), 400, "Please write what you can do.");

    [Test]
    public async Task A_description_has_up_to_10000_characters()
    {
        AssistantClient.AssertRefused(await DescribeAsync(new string('x', 10_001)), 400, "10,000");
        Assert.That((await DescribeAsync(new string('x', 10_000))).Status, Is.EqualTo(200));
    }

    [TestCase("Authentication", "Basic {0}", 200)]
    [TestCase("Authorization", "Basic {0}", 200)]
    [TestCase("Authorization", "Bearer {0}", 200)]
    [TestCase("Authentication", "{0}", 401)]
    [TestCase("Authorization", "Token {0}", 401)]
    [TestCase("Cookie", "ss-tok={0}", 401)]
    public async Task The_token_comes_in_the_header_of_the_document_or_in_the_usual_one(string name, string value, int status)
    {
        var reply = await _client.Door.GetAsync("/user/info", (name, string.Format(value, _client.Token)));

        Assert.That(reply.Status, Is.EqualTo(status));
        if (status == 401)
            AssistantClient.AssertRefused(reply, 401, "You are not signed in");
    }

    [TestCase("Authentication")]
    [TestCase("Authorization")]
    public async Task Other_doors_do_not_take_it_as_basic(string header)
    {
        var reply = await _client.Door.GetAsync("/questions", (header, "Basic " + _client.Token));

        Assert.That(reply.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_logout_ends_the_token_at_every_door_at_once()
    {
        var reply = await _client.PostAsync("/user/logout");

        Assert.That((reply.Status, reply.Json.AsObject().Single().Key), Is.EqualTo((200, "message")));
        AssistantClient.AssertRefused(await _client.GetAsync("/user/info"), 401, "You are not signed in");
        AssistantClient.AssertRefused(await _client.PostAsync("/user/logout"), 401);
        var other = await _client.Door.GetAsync("/questions", ("Authorization", "Bearer " + _client.Token));
        Assert.That(other.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_logout_holds_over_a_restart()
    {
        using var folder = new TempFolder();
        await using (var first = MiniChatServer.Start(folder: folder))
        {
            _client.Dispose();
            _client = await AssistantClient.SignUpAsync(first);
            Assert.That((await _client.GetAsync("/user/info")).Status, Is.EqualTo(200));
            await _client.PostAsync("/user/logout");
        }
        await using var second = MiniChatServer.Start(folder: folder);
        using var door = new OneConnection(second.Address);

        AssistantClient.AssertRefused(await door.GetAsync("/user/info", ("Authentication", "Basic " + _client.Token)), 401);
    }

    [TestCase("GET", "/user/info")]
    [TestCase("GET", "/user/questions")]
    [TestCase("POST", "/user/questions/1/answer")]
    [TestCase("POST", "/user/skill-description")]
    [TestCase("POST", "/user/logout")]
    [TestCase("POST", "/assistant/chat")]
    [TestCase("POST", "/assistant/chat/1/")]
    public async Task Nobody_gets_in_without_a_token(string verb, string path) =>
        AssistantClient.AssertRefused(await _client.Door.SendAsync(verb, path, null, null), 401, "You are not signed in");

    [TestCase("POST", "/user/info", 405)]
    [TestCase("GET", "/assistant/chat", 405)]
    [TestCase("DELETE", "/assistant/chat/1/", 405)]
    [TestCase("GET", "/user/elsewhere", 404)]
    [TestCase("GET", "/assistant/elsewhere", 404)]
    public async Task What_is_not_in_the_document_is_refused_in_its_format(string verb, string path, int status) =>
        AssistantClient.AssertRefused(await _client.Door.SendAsync(verb, path, null, null), status);

    [Test]
    public async Task A_key_needs_the_scopes_of_the_messages()
    {
        using var door = new OneConnection(_server.Address, _client.Token);
        var key = (string)(await door.PostAsync("/api-keys", """{"name":"k","scopes":["chat"]}""")).Json["key"]!;

        var info = await door.GetAsync("/user/info", ("Authentication", "Basic " + key));
        var questions = await door.GetAsync("/user/questions", ("Authentication", "Basic " + key));

        AssistantClient.AssertRefused(info, 403, "'account'");
        Assert.That(questions.Status, Is.EqualTo(202));
    }
}
