using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Whatever is sent wrong is refused in words, and nothing else suffers from it.</summary>
[TestFixture]
internal sealed class BadInputTests
{
    private const string Secret = "a secret for tests, longer than 32 bytes";
    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start(settings: new() { ["JWT_SECRET"] = Secret });
        using var client = await _server.SignUpAsync("asker");
        _http = new OneConnection(_server.Address, client.BearerToken);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task AssertRefusedAsync(Reply reply, int status, params string[] fields)
    {
        Assert.That(reply.Status, Is.EqualTo(status), reply.Body);
        Assert.That(reply.ErrorCode, Is.Not.Empty, reply.Body);
        Assert.That(reply.Message, Is.Not.Empty, reply.Body);
        if (fields.Length > 0)
            Assert.That(reply.Fields, Is.EqualTo(fields), reply.Body);
        Assert.That(reply.Body, Does.Not.Contain("System.").And.Not.Contain("MiniChat.").And.Not.Contain("   at "));
        Assert.That(reply.Header("Content-Type"), Does.StartWith("application/json"));

        var made = _http.Made;
        var good = await _http.PostAsync("/questions", """{"text":"still there?"}""");
        Assert.That(good.Status, Is.EqualTo(200), good.Body);
        if (reply.Header("Connection") != "close")
            Assert.That(_http.Made, Is.EqualTo(made), "the connection goes on");
    }

    [TestCase("""{"text":"a" """)]
    [TestCase("""{"text":"a""")]
    [TestCase("""{"text":""")]
    [TestCase("{")]
    [TestCase("nonsense")]
    [TestCase("5")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""["text"]""")]
    [TestCase("""{"text":"a"} and more""")]
    [TestCase("""{'text':'a'}""")]
    [TestCase("""{"text":"a","text":"b"}""")]
    [TestCase("<question/>")]
    public async Task What_is_no_message_is_400(string body)
    {
        await AssertRefusedAsync(await _http.PostAsync("/questions", body), 400);
        await AssertRefusedAsync(await _http.PostAsync("/api/Question", body, type: null), 400);
    }

    [TestCase("/questions", """{"text":5}""", "Text")]
    [TestCase("/questions", """{"text":{}}""", "Text")]
    [TestCase("/questions", """{"text":["a"]}""", "Text")]
    [TestCase("/questions", """{"text":"a","model":true}""", "Model")]
    [TestCase("/questions", """{"text":"a","stream":"perhaps"}""", "Stream")]
    [TestCase("/questions", """{"text":"a","onDisconnect":"explode"}""", "OnDisconnect")]
    [TestCase("/questions", """{"text":"a","onDisconnect":77}""", "OnDisconnect")]
    [TestCase("/questions", """{"text":"a","onDisconnect":{}}""", "OnDisconnect")]
    [TestCase("/completions", """{"messages":"hello"}""", "Messages")]
    [TestCase("/completions", """{"messages":[5]}""", "Messages[0]")]
    [TestCase("/completions", """{"messages":[]}""", "Messages")]
    [TestCase("/completions", """{"messages":[{"role":"king","content":"a"}]}""", "Messages[0].Role")]
    [TestCase("/completions", """{"messages":[{"role":"user"}]}""", "Messages[0].Content")]
    [TestCase("/chats/1/turns", """{"text":[]}""", "Text")]
    [TestCase("/auth", """{"userName":{},"password":"x"}""", "UserName")]
    [TestCase("/auth", """{"userName":"asker","password":["x"]}""", "Password")]
    [TestCase("/register", """{"userName":5,"password":"12345678"}""", "UserName")]
    [TestCase("/access-token", """{"refreshToken":7}""", "RefreshToken")]
    public async Task A_field_of_the_wrong_type_is_400_and_named(string path, string body, string field)
    {
        await AssertRefusedAsync(await _http.PostAsync(path, body), 400, field);
    }

    [TestCase("/questions?take=x", "Take")]
    [TestCase("/questions?take=0", "Take")]
    [TestCase("/questions?take=101", "Take")]
    [TestCase("/questions?take=99999999999", "Take")]
    [TestCase("/questions?after=x", "After")]
    [TestCase("/chats?after=x", "After")]
    [TestCase("/chats?take=-1", "Take")]
    public async Task A_bad_value_of_a_query_is_400_and_named(string path, string field)
    {
        await AssertRefusedAsync(await _http.GetAsync(path), 400, field);
    }

    [TestCase("{}")]
    [TestCase("")]
    [TestCase("""{"text":null}""")]
    [TestCase("""{"text":""}""")]
    [TestCase("""{"text":" \n\t"}""")]
    public async Task A_question_without_a_text_is_400(string body)
    {
        await AssertRefusedAsync(await _http.PostAsync("/questions", body), 400, "Text");
    }

    [Test]
    public async Task A_text_has_at_most_100000_characters()
    {
        var longest = await _http.PostAsync("/questions", $$"""{"text":"{{new string('x', 100_000)}}"}""");
        var longer = await _http.PostAsync("/questions", $$"""{"text":"{{new string('x', 100_001)}}"}""");
        var inParts =
            $$"""{"messages":[{"role":"user","content":"{{new string('x', 99_999)}}"},{"role":"user","content":"ab"}]}""";

        Assert.That(longest.Status, Is.EqualTo(200));
        await AssertRefusedAsync(longer, 400, "Text");
        await AssertRefusedAsync(await _http.PostAsync("/completions", inParts), 400, "Messages");
    }

    [TestCase(true, false)]
    [TestCase(true, true)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    public async Task A_body_over_the_limit_is_413_for_anybody(bool signedIn, bool chunked)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 1 << 20)}}"}""");
        (string, string)[] headers = chunked ? [("Transfer-Encoding", "chunked")] : [];
        using var http = new OneConnection(_server.Address, signedIn ? _http.Token : null);

        var reply = await http.SendAsync("POST", "/questions", body, "application/json", headers);

        // Of an unknown length, nothing is read for those who may not ask in any case.
        await AssertRefusedAsync(reply, !signedIn && chunked ? 401 : 413);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_registration_over_the_limit_is_413(bool chunked)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"userName":"{{new string('x', 1 << 20)}}"}""");
        (string, string)[] headers = chunked ? [("Transfer-Encoding", "chunked")] : [];

        await AssertRefusedAsync(await _http.SendAsync("POST", "/register", body, null, headers), 413);
    }

    [TestCase(64)]
    [TestCase(50_000)]
    public async Task JSON_that_is_nested_too_deep_is_400(int depth)
    {
        var body = $$"""{"text":"a","x":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        await AssertRefusedAsync(await _http.PostAsync("/questions", body), 400);
    }

    [TestCase("{\"text\":\"\u00ff\"}")]
    [TestCase("{\"text\":\"\u00c3(\"}")]
    [TestCase("{\"text\":\"\u00ed\u00a0\u0080\"}")]
    [TestCase("{\"text\":\"a\",\"x\":\"\u00fe\"}")]
    [TestCase("{\"text\":\"\u0000\"}")]
    [TestCase("{\"text\":\"\\u0000\"}")]
    [TestCase("{\"text\":\"\\ud800\"}")]
    [TestCase("{\"text\":\"\\udc00\\ud800\"}")]
    [TestCase("{\"\\ud800\":1,\"text\":\"a\"}")]
    public async Task What_is_no_text_is_400(string latin1)
    {
        var body = Encoding.Latin1.GetBytes(latin1);

        await AssertRefusedAsync(await _http.SendAsync("POST", "/questions", body, "application/json"), 400);
    }

    [TestCase("GET", "/api/Nonsense")]
    [TestCase("POST", "/json/reply/Nonsense")]
    [TestCase("GET", "/nothing/here")]
    [TestCase("GET", "/answers/abc")]
    [TestCase("GET", "/chats/99999999999999999999")]
    [TestCase("GET", "/chats/-1")]
    [TestCase("POST", "/auth/nobody")]
    public async Task What_is_not_there_is_404(string verb, string path)
    {
        await AssertRefusedAsync(await _http.SendAsync(verb, path, verb == "POST" ? "{}"u8.ToArray() : null, null), 404);
    }

    [TestCase("DELETE", "/questions", "GET, HEAD, POST")]
    [TestCase("PUT", "/chats/1", "DELETE, GET, HEAD, PATCH")]
    [TestCase("GET", "/register", "POST")]
    [TestCase("GET", "/api/Question", "POST")]
    [TestCase("POST", "/api/FindChats", "GET, HEAD")]
    public async Task Another_verb_is_405_and_told_which_ones_go(string verb, string path, string allowed)
    {
        var reply = await _http.SendAsync(verb, path, verb == "GET" ? null : "{}"u8.ToArray(), null);

        await AssertRefusedAsync(reply, 405);
        Assert.That(reply.Header("Allow")!.Split(", ").Order(), Is.EqualTo(allowed.Split(", ")));
    }

    [Test]
    public async Task A_token_that_is_absent_expired_forged_or_revoked_is_401()
    {
        using var leaver = await _server.SignUpAsync();
        var revoked = leaver.BearerToken!;
        await leaver.SignOutAsync(Deadline.Soon);
        var payload = ForgedToken.Part(_http.Token!, 1);
        var forged = ForgedToken.Sign(null, payload.ToJsonString(), "another secret, as long as the right one");
        var unsigned = $"{ForgedToken.Encode("""{"alg":"none","typ":"JWT"}""")}.{_http.Token!.Split('.')[1]}.";
        payload["exp"] = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds();
        payload["nbf"] = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeSeconds();
        payload["iat"] = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeSeconds();
        var expired = ForgedToken.Sign(null, payload.ToJsonString(), Secret);
        string?[] tokens = [null, "", "nonsense", "a.b.c", revoked, forged, unsigned, expired, new string('x', 6000)];

        foreach (var token in tokens)
        {
            using var http = new OneConnection(_server.Address, token);
            var reply = await http.PostAsync("/questions", """{"text":"a"}""");
            await AssertRefusedAsync(reply, 401);
            Assert.That(reply.Header("WWW-Authenticate"), Does.StartWith("Bearer"));
        }
        Assert.That((await _http.GetAsync("/chats", ("Authorization", "Basic " + _http.Token))).Status, Is.EqualTo(401));
        Assert.That((await _http.GetAsync($"/chats?token={_http.Token}", ("Authorization", ""))).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_chat_of_somebody_else_is_as_if_it_were_not_there()
    {
        using var stranger = await _server.SignUpAsync();
        var id = (await stranger.SendAsync(new MiniChat.ServiceModel.CreateChat { Title = "mine" }, Deadline.Soon)).Id;

        async Task<string> RefusedAsync(string verb, string path, string? body)
        {
            var reply = await _http.SendAsync(verb, path, body is null ? null : Encoding.UTF8.GetBytes(body), null);
            await AssertRefusedAsync(reply, 404);
            return reply.Body;
        }

        foreach (
            var (verb, end, body) in new[] { ("GET", "", null), ("PATCH", "", "{}"), ("DELETE", "", null) }.Append(
                ("POST", "/turns", """{"text":"a"}""")
            )
        )
        {
            var foreign = await RefusedAsync(verb, $"/chats/{id}{end}", body);
            var missing = await RefusedAsync(verb, $"/chats/987654{end}", body);
            Assert.That(foreign.Replace($" {id}.", " N."), Is.EqualTo(missing.Replace(" 987654.", " N.")));
        }
    }
}
