using MiniChat.ServiceInterface.Models;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

[TestFixture]
internal sealed class PromptServiceTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private PromptServiceClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model, PromptServiceClient.Unlimited);
        _client = await PromptServiceClient.SignUpAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<Reply> AnswerAsync(Task<Reply> sending, string text)
    {
        (await _model.NextCallAsync()).Say(text).Finish();
        return await sending;
    }

    private static string DetailOf(Reply reply) =>
        $"{reply.Status} {(string?)reply.Json["detail"]} {(string?)reply.Json["code"]}";

    [Test]
    public async Task A_prompt_is_answered_whole_kept_and_listed()
    {
        await AnswerAsync(_client.SendAsync("first"), "one");
        var reply = await AnswerAsync(_client.SendAsync("hello world"), "Hi.");

        var list = await _client.Door.GetAsync("/api/prompts/?take=1");
        var rest = await _client.Door.GetAsync($"/api/prompts?after={list.Json["next"]}");
        var kept = await _client.Door.GetAsync("/questions");
        Assert.That(reply.Status, Is.EqualTo(201));
        Assert.That(
            reply.Json.AsObject().Select(field => field.Key),
            Is.EqualTo(new[] { "id", "prompt", "response", "model", "created_at", "websocket" })
        );
        Assert.That((string?)reply.Json["response"], Is.EqualTo("Hi."));
        Assert.That((string?)reply.Json["created_at"], Does.EndWith("Z"));
        Assert.That((long?)list.Json["results"]![0]!["id"], Is.EqualTo((long?)reply.Json["id"]));
        Assert.That((string?)rest.Json["results"]![0]!["response"], Is.EqualTo("one"));
        Assert.That(rest.Json["next"], Is.Null);
        Assert.That((long?)kept.Json["results"]![0]!["answerId"], Is.EqualTo((long?)reply.Json["id"]));
    }

    [Test]
    public async Task The_model_gets_the_prompt_alone()
    {
        await AnswerAsync(_client.SendAsync("one"), "1");
        await AnswerAsync(_client.SendAsync("two"), "2");

        Assert.That(_model.Requests.Last().Messages.Select(message => message.Content), Is.EqualTo(new[] { "two" }));
    }

    [Test]
    public async Task Nobody_sees_the_prompts_of_others()
    {
        using var other = await PromptServiceClient.SignUpAsync(_server, "bob");
        await AnswerAsync(_client.SendAsync("mine"), "1");

        Assert.That((await other.Door.GetAsync("/api/prompts")).Json["results"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task Who_leaves_ends_the_models_work()
    {
        using var http = new HttpClient { BaseAddress = _server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _client.Access);
        using var left = new CancellationTokenSource();
        var sending = http.PostAsync("/api/prompts", new StringContent("""{"prompt":"a"}"""), left.Token);
        var call = await _model.NextCallAsync();

        await left.CancelAsync();

        await call.Cancelled.Task.WaitAsync(Deadline.Soon);
        Assert.That(async () => await sending, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("""{}""", 400, "prompt")]
    [TestCase("""{"prompt":""}""", 400, "prompt")]
    [TestCase("""{"prompt":"  "}""", 400, "prompt")]
    [TestCase("""{"prompt":7,"websocket":true}""", 400, "prompt")]
    [TestCase("""{"prompt":"a","websocket":"maybe"}""", 400, "websocket")]
    [TestCase("""{"prompt":"a\u0000"}""", 400, "prompt")]
    [TestCase("""{"prompt":""", 400, "detail")]
    [TestCase("{", 400, "detail")]
    [TestCase("""[]""", 400, "detail")]
    public async Task A_bad_body_is_refused_with_its_field(string body, int status, string field)
    {
        var reply = await _client.Door.PostAsync("/api/prompts", body);

        Assert.That(reply.Status, Is.EqualTo(status), reply.Body);
        Assert.That(reply.Json.AsObject().Select(one => one.Key), Is.EqualTo(new[] { field }));
        Assert.That(_model.Requests, Is.Empty);
    }

    [Test]
    public async Task A_prompt_over_the_limit_is_refused()
    {
        var long1 = await _client.SendAsync(new string('a', 100_001));
        var long2 = await _client.SendAsync(new string('a', 2 << 20));

        Assert.That((long1.Status, long1.Json["prompt"]!.AsArray().Count), Is.EqualTo((400, 1)));
        Assert.That((long2.Status, (string?)long2.Json["detail"]), Is.EqualTo((413, (string?)long2.Json["detail"])));
        Assert.That((string?)long2.Json["detail"], Is.Not.Empty);
    }

    [TestCase("?q=", "q")]
    [TestCase("", "q")]
    [TestCase("?q=a&k=0", "k")]
    [TestCase("?q=a&k=-1", "k")]
    [TestCase("?q=a&k=101", "k")]
    [TestCase("?q=a&k=99999999999999999999", "k")]
    [TestCase("?q=a&k=many", "k")]
    public async Task A_bad_search_is_refused_with_its_field(string query, string field)
    {
        var reply = await _client.Door.GetAsync("/api/prompts/similar" + query);

        Assert.That(reply.Status, Is.EqualTo(400), reply.Body);
        Assert.That(reply.Json[field]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_search_for_more_than_8000_characters_is_refused()
    {
        // Longer than a line of a request may be, it would not even be read.
        var reply = await _client.Door.GetAsync("/api/prompts/similar/?q=" + new string('a', 8001));

        Assert.That(reply.Status, Is.EqualTo(400).Or.EqualTo(414));
        if (reply.Status == 400)
            Assert.That(reply.Json["q"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_a_model_refuses_is_the_servers_fault()
    {
        var sending = _client.SendAsync("a");
        (await _model.NextCallAsync()).Fail(new ModelException(ModelFailure.ModelNotFound, "It does not know the model."));

        Assert.That(DetailOf(await sending), Is.EqualTo("502 It does not know the model. "));
    }

    [Test]
    public async Task Errors_are_worded_as_Django_REST_does()
    {
        using var nobody = new OneConnection(_server.Address);

        var none = await nobody.PostAsync("/api/prompts", """{"prompt":"a"}""");
        var bad = await nobody.GetAsync("/api/prompts", ("Authorization", "Bearer nonsense"));
        var query = await nobody.GetAsync($"/api/prompts?token={_client.Access}");
        var lost = await _client.Door.GetAsync("/api/prompts/similar/more");
        var verb = await _client.Door.SendAsync("PUT", "/api/Prompts/", null, null);
        var type = await _client.Door.PostAsync("/api/prompts", """{"prompt":"a"}""", "application/json; charset=utf-16");

        Assert.That(DetailOf(none), Is.EqualTo("401 Authentication credentials were not provided. "));
        Assert.That(none.Header("WWW-Authenticate"), Is.EqualTo("Bearer"));
        Assert.That(DetailOf(bad), Is.EqualTo("401 Given token not valid for any token type token_not_valid"));
        Assert.That(query.Status, Is.EqualTo(401), "a token in the query counts at the socket alone");
        Assert.That(DetailOf(lost), Is.EqualTo("404 There is nothing at this address. "));
        Assert.That((verb.Status, verb.Header("Allow")), Is.EqualTo((405, "POST, GET")));
        Assert.That(type.Status, Is.EqualTo(415));
        Assert.That((string?)type.Json["detail"], Is.Not.Empty);
    }
}
