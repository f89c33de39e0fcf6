using System.Text;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Dialects.DoorErrors;

namespace MiniChat.Tests.Dialects;

/// <summary>What is sent wrong to a door that passes on is refused in the door's format, and nothing of it goes up.</summary>
[TestFixture("/v1/chat/completions")]
[TestFixture("/prompt")]
internal sealed class PassThroughInputTests(string path)
{
    private const string Secret = "a secret for tests, longer than 32 bytes";
    private const string Limit = "3145728";
    private PassThroughDoor _door = null!;
    private OneConnection _http = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _door = await PassThroughDoor.OpenAsync(
            settings: new() { ["JWT_SECRET"] = Secret, ["MiniChat__Limits__PassThroughBytes"] = Limit }
        );
        _http = new OneConnection(_door.Server.Address, _door.Token);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        _http.Dispose();
        await _door.DisposeAsync();
    }

    private async Task<Reply> RefuseAsync(
        byte[] body,
        int status,
        string? param = null,
        string? code = null,
        (string, string)[]? headers = null
    )
    {
        var before = _door.Upstream.Calls;
        var reply = await _http.SendAsync("POST", path, body, "application/json", headers ?? []);
        AssertRefused(reply, path, status, param, code);
        Assert.That(_door.Upstream.Calls, Is.EqualTo(before), "nothing goes up");
        return reply;
    }

    private Task<Reply> RefuseAsync(string body, string? param = null) => RefuseAsync(Encoding.UTF8.GetBytes(body), 400, param);

    [Test]
    public async Task Who_has_no_good_token_is_401()
    {
        using var leaver = await _door.Server.SignUpAsync();
        var revoked = leaver.BearerToken!;
        await leaver.SignOutAsync(Deadline.Soon);
        var payload = ForgedToken.Part(_door.Token, 1);
        var forged = ForgedToken.Sign(null, payload.ToJsonString(), "another secret, as long as the right one");
        var unsigned = $"{ForgedToken.Encode("""{"alg":"none","typ":"JWT"}""")}.{_door.Token.Split('.')[1]}.";
        payload["exp"] = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds();
        payload["nbf"] = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeSeconds();
        payload["iat"] = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeSeconds();
        var expired = ForgedToken.Sign(null, payload.ToJsonString(), Secret);
        string[] carriers =
        [
            "",
            _door.Token,
            "Basic " + _door.Token,
            "Token " + _door.Token,
            "Bearer",
            "Bearer nonsense",
            "Bearer mc-nonsense",
            "Bearer " + PassThroughDoor.Key,
            "Bearer " + revoked,
            "Bearer " + forged,
            "Bearer " + unsigned,
            "Bearer " + expired,
            "Bearer " + new string('x', 6000),
        ];

        foreach (var carrier in carriers)
        {
            var before = _door.Upstream.Calls;
            var reply = await _http.PostAsync(path, PassThroughDoor.Whole, null, ("Authorization", carrier));
            AssertRefused(reply, path, 401, code: "invalid_api_key");
            Assert.That(reply.Header("WWW-Authenticate"), Is.EqualTo("Bearer"), carrier);
            Assert.That(
                reply.Body,
                carrier.EndsWith(expired, StringComparison.Ordinal) ? Does.Contain("has expired") : Is.Not.Empty
            );
            Assert.That(_door.Upstream.Calls, Is.EqualTo(before), carrier);
        }
        var asked = await _http.PostAsync($"{path}?token={_door.Token}", PassThroughDoor.Whole, null, ("Authorization", ""));
        var cookie = await _http.PostAsync(
            path,
            PassThroughDoor.Whole,
            null,
            ("Authorization", ""),
            ("Cookie", "ss-tok=" + _door.Token)
        );
        AssertRefused(asked, path, 401, code: "invalid_api_key");
        AssertRefused(cookie, path, 401, code: "invalid_api_key");
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("{")]
    [TestCase("""{"messages":[{"role":"user","content":"a"}]""")]
    [TestCase("""{"messages":[{"role":"user","content":"a"}]} and more""")]
    [TestCase("""{"messages":[{"role":"user","content":"a"}],}""")]
    [TestCase("""{'messages':[{'role':'user','content':'a'}]}""")]
    [TestCase("""[{"role":"user","content":"a"}]""")]
    [TestCase("null")]
    [TestCase("5")]
    [TestCase("<prompt/>")]
    [TestCase("messages=a")]
    public async Task What_is_no_JSON_object_is_400(string body) => await RefuseAsync(body);

    [TestCase("{}", "messages")]
    [TestCase("""{"model":"m"}""", "messages")]
    [TestCase("""{"model":"m","Messages":[{"role":"user","content":"a"}]}""", "messages")]
    [TestCase("""{"messages":null}""", "messages")]
    [TestCase("""{"messages":"hello"}""", "messages")]
    [TestCase("""{"messages":{"role":"user","content":"a"}}""", "messages")]
    [TestCase("""{"messages":[]}""", "messages")]
    [TestCase("""{"messages":["hello"]}""", "messages[0]")]
    [TestCase("""{"messages":[{"role":"user","content":"a"},[]]}""", "messages[1]")]
    [TestCase("""{"messages":[{}]}""", "messages[0].role")]
    [TestCase("""{"messages":[{"content":"a"}]}""", "messages[0].role")]
    [TestCase("""{"messages":[{"role":"king","content":"a"}]}""", "messages[0].role")]
    [TestCase("""{"messages":[{"role":"User","content":"a"}]}""", "messages[0].role")]
    [TestCase("""{"messages":[{"role":5,"content":"a"}]}""", "messages[0].role")]
    [TestCase("""{"messages":[{"role":"user","content":"a"},{"role":null}]}""", "messages[1].role")]
    [TestCase("""{"model":5,"messages":[{"role":"user","content":"a"}]}""", "model")]
    [TestCase("""{"model":"","messages":[{"role":"user","content":"a"}]}""", "model")]
    [TestCase("""{"stream":"yes","messages":[{"role":"user","content":"a"}]}""", "stream")]
    [TestCase("""{"stream":1,"messages":[{"role":"user","content":"a"}]}""", "stream")]
    [TestCase("""{"messages":[{"role":"user","content":"a"}],"messages":[{"role":"user","content":"b"}]}""", "messages")]
    [TestCase("""{"stream":false,"messages":[{"role":"user","content":"a"}],"str\u0065am":true}""", "stream")]
    public async Task A_field_that_is_not_right_is_400_and_named(string body, string field)
    {
        var reply = await RefuseAsync(body, field);

        Assert.That(reply.Body, Does.Contain($"'{field}'"));
    }

    [TestCase("\\ud800")]
    [TestCase("\\udc00\\ud800")]
    [TestCase("\u00ff")]
    [TestCase("\u00c3(")]
    [TestCase("\u00ed\u00a0\u0080")]
    public async Task What_is_no_text_is_400_wherever_it_stands(string latin1)
    {
        string[] bodies =
        [
            $$"""{"messages":[{"role":"user","content":"{{latin1}}"}]}""",
            $$"""{"messages":[{"role":"user","content":"a","x":[{"y":"{{latin1}}"}]}]}""",
            $$"""{"messages":[{"role":"user","content":"a"}],"x{{latin1}}":1}""",
            $$"""{"messages":[{"role":"user","content":"a"}],"metadata":{"a":"{{latin1}}"} }""",
            $$"""{"messages":[{"role":"user","content":"a"}],"max_tokens":{"a":"{{latin1}}"} }""",
            $$"""{"messages":[{"role":"user","content":"a"}],"n":["{{latin1}}"]}""",
        ];

        foreach (var body in bodies)
            await RefuseAsync(Encoding.Latin1.GetBytes(body), 400);
    }

    [TestCase(64)]
    [TestCase(50_000)]
    public async Task JSON_that_is_nested_too_deep_is_400(int depth) =>
        await RefuseAsync(
            $$"""{"messages":[{"role":"user","content":"a"}],"x":{{new string('[', depth)}}{{new string(']', depth)}}}"""
        );

    [TestCase("gzip")]
    [TestCase("br")]
    public async Task A_compressed_body_is_415(string encoding) =>
        await RefuseAsync(Encoding.UTF8.GetBytes(PassThroughDoor.Whole), 415, headers: [("Content-Encoding", encoding)]);

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_body_over_the_limit_is_413(bool chunked)
    {
        var body = $$"""{"messages":[{"role":"user","content":"{{new string('x', int.Parse(Limit))}}"}]}""";
        (string, string)[] headers = chunked ? [("Transfer-Encoding", "chunked")] : [];

        await RefuseAsync(Encoding.UTF8.GetBytes(body), 413, code: "request_too_large", headers: headers);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_body_with_a_picture_may_be_longer_than_a_message(bool chunked)
    {
        var body = $$"""{"messages":[{"role":"user","content":"{{new string('x', 2 << 20)}}"}]}""";
        (string, string)[] headers = chunked ? [("Transfer-Encoding", "chunked")] : [];

        var reply = await _http.SendAsync("POST", path, Encoding.UTF8.GetBytes(body), null, headers);

        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That(_door.Upstream.Received[^1].Body, Is.EqualTo(body));
    }

    [TestCase("GET")]
    [TestCase("PUT")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    public async Task Another_verb_is_405_and_told_which_one_is_right(string verb)
    {
        foreach (var token in new[] { _door.Token, null })
        {
            using var http = new OneConnection(_door.Server.Address, token);
            var reply = await http.SendAsync(verb, path + "/", verb == "GET" ? null : "{}"u8.ToArray(), null);

            AssertRefused(reply, path, 405);
            Assert.That(reply.Header("Allow"), Is.EqualTo("POST"));
        }
    }

    [Test]
    public async Task The_case_of_the_path_a_slash_and_the_content_type_make_no_difference()
    {
        foreach (var spelling in new[] { path, path + "/", path.ToUpperInvariant(), path.ToUpperInvariant() + "/" })
        {
            foreach (var type in new[] { null, "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "a/b; c=\"" })
            {
                var reply = await _http.PostAsync(spelling, PassThroughDoor.Whole, type);
                Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
                Assert.That(_door.Upstream.Received[^1].Path, Is.EqualTo("/v1/chat/completions"));
                Assert.That(_door.Upstream.Received[^1].Headers["Content-Type"], Is.EqualTo("application/json"));
            }
            AssertRefused(await _http.PostAsync(spelling, "{"), path, 400);
        }
    }

    [Test]
    public async Task The_connection_goes_on_after_a_refusal()
    {
        await _http.PostAsync(path, PassThroughDoor.Whole);
        var made = _http.Made;

        await _http.PostAsync(path, "{");
        await _http.PostAsync(path, PassThroughDoor.Whole, null, ("Authorization", ""));
        await _http.GetAsync(path);
        var good = await _http.PostAsync(path, PassThroughDoor.Whole);

        Assert.That((good.Status, _http.Made), Is.EqualTo((200, made)));
    }
}
