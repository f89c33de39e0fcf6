using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Dialects.DoorErrors;

namespace MiniChat.Tests.Dialects;

/// <summary>PromptProxy's root, its sign-in, and its prompts over HTTP.</summary>
[TestFixture]
internal sealed class PromptProxyTests
{
    private const string Good = """{"username":"lead","password":"correct horse"}""";
    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        _http = new OneConnection(_server.Address);
        await _http.PostAsync("/register", """{"userName":"lead","email":"lead@example.org","password":"correct horse"}""");
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<string> SignInAsync()
    {
        var reply = await _http.PostAsync("/login", Good, null);
        return (string)reply.Json["token"]!;
    }

    [TestCase(null)]
    [TestCase("*/*")]
    [TestCase("application/json")]
    public async Task The_root_says_hello_as_text(string? accept)
    {
        var reply = await _http.GetAsync("/", accept is null ? [] : [("Accept", accept)]);

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, "Hello, World!")));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/plain; charset=utf-8"));
        Assert.That(reply.Header("Vary"), Is.EqualTo("Accept"));
    }

    [Test]
    public async Task The_root_is_the_page_for_a_browser()
    {
        var reply = await _http.GetAsync("/", ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));

        Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(reply.Body, Does.StartWith("<!doctype html>").IgnoreCase);
    }

    [TestCase("/login", null)]
    [TestCase("/login", "text/plain;charset=UTF-8")]
    [TestCase("/Login/", "application/json")]
    [TestCase("/login", "application/x-www-form-urlencoded")]
    public async Task A_good_pair_is_answered_with_a_token_and_nothing_else(string path, string? type)
    {
        var reply = await _http.PostAsync(path, Good, type);

        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That(reply.Json.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "token" }));
        Assert.That(reply.Header("Content-Type"), Does.StartWith("application/json"));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(reply.Cookies, Is.Empty);
    }

    [TestCase("lead")]
    [TestCase("LEAD")]
    [TestCase("lead@example.org")]
    public async Task The_token_holds_the_username_and_lives_for_an_hour(string username)
    {
        var body = new JsonObject { ["username"] = username, ["password"] = "correct horse" };

        var reply = await _http.PostAsync("/login", body.ToJsonString(), null);
        var claims = ForgedToken.Part((string)reply.Json["token"]!, 1);

        Assert.That((string?)claims["username"], Is.EqualTo("lead"));
        Assert.That((long)claims["exp"]! - (long)claims["iat"]!, Is.EqualTo(3600));
    }

    [Test]
    public async Task The_token_expires_an_hour_after_it_was_issued()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var client = await server.SignUpAsync("late");
        using var http = new OneConnection(server.Address);
        var login = await http.PostAsync("/login", """{"username":"late","password":"correct horse"}""", null);
        http.Token = (string)login.Json["token"]!;

        clock.Advance(TimeSpan.FromMinutes(59));
        var before = await http.PostAsync("/prompt", PassThroughDoor.Whole, null);
        clock.Advance(TimeSpan.FromMinutes(1) + Host.Accounts.JwtClaims.Skew);
        var after = await http.PostAsync("/prompt", PassThroughDoor.Whole, null);

        Assert.That(before.Status, Is.EqualTo(200), before.Body);
        AssertRefused(after, "/prompt", 401);
    }

    [Test]
    public async Task A_wrong_password_and_an_unknown_name_are_401_in_the_same_words()
    {
        var wrong = await _http.PostAsync("/login", """{"username":"lead","password":"wrong guess"}""", null);
        var unknown = await _http.PostAsync("/login", """{"username":"nobody","password":"wrong guess"}""", null);

        AssertRefused(wrong, "/login", 401);
        Assert.That(wrong.Body, Is.EqualTo("""{"error":"Invalid Username or Password"}"""));
        Assert.That((unknown.Status, unknown.Body), Is.EqualTo((wrong.Status, wrong.Body)));
        Assert.That(unknown.Headers.Keys, Is.EquivalentTo(wrong.Headers.Keys));
        Assert.That(wrong.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("""{"username":"lead"}""")]
    [TestCase("""{"password":"correct horse"}""")]
    [TestCase("""{"username":"lead","password":""}""")]
    [TestCase("""{"username":"","password":"correct horse"}""")]
    [TestCase("""{"username":null,"password":null}""")]
    public async Task Who_leaves_out_a_half_is_401(string body)
    {
        var reply = await _http.PostAsync("/login", body, null);

        AssertRefused(reply, "/login", 401);
        Assert.That(reply.Body, Is.EqualTo("""{"error":"Sign in with a username and a password."}"""));
    }

    [TestCase("{")]
    [TestCase("nonsense {")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("5")]
    [TestCase("""{"username":"lead","password":"correct horse"} and more""")]
    [TestCase("""{"username":5,"password":"correct horse"}""")]
    [TestCase("""{"username":"lead","password":["correct horse"]}""")]
    [TestCase("""{"username":"nobody","username":"lead","password":"correct horse"}""")]
    [TestCase("""{"username":"\ud800","password":"correct horse"}""")]
    public async Task What_cannot_be_read_is_400(string body) =>
        AssertRefused(await _http.PostAsync("/login", body, null), "/login", 400);

    [TestCase("GET")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    public async Task Another_verb_is_405(string verb)
    {
        var reply = await _http.SendAsync(verb, "/login", null, null);

        AssertRefused(reply, "/login", 405);
        Assert.That(reply.Header("Allow"), Is.EqualTo("POST"));
    }

    [Test]
    public async Task A_login_over_the_messages_limit_is_413()
    {
        var reply = await _http.PostAsync("/login", $$"""{"username":"{{new string('x', 1 << 20)}}"}""", null);

        AssertRefused(reply, "/login", 413);
    }

    [Test]
    public async Task A_guesser_is_429_and_told_when_to_come_back()
    {
        for (var i = 0; i < AttemptGuard.FailuresFromAddress; i++)
            await _http.PostAsync("/login", """{"username":"lead","password":"wrong guess"}""", null);

        var refused = await _http.PostAsync("/login", Good, null);

        AssertRefused(refused, "/login", 429);
        Assert.That(int.Parse(refused.Header("Retry-After")!), Is.InRange(1, 900));
    }

    [Test]
    public async Task Without_a_key_a_prompt_is_answered_in_OpenAIs_format()
    {
        _http.Token = await SignInAsync();

        var whole = await _http.PostAsync("/prompt", PassThroughDoor.Whole, "text/plain;charset=UTF-8");
        var streamed = await _http.PostAsync("/prompt", PassThroughDoor.Streamed, null);
        var chunks = streamed.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.That((string?)whole.Json["choices"]![0]!["message"]!["content"], Does.Contain("offline responder"));
        Assert.That(streamed.Header("Content-Type"), Is.EqualTo("text/event-stream; charset=utf-8"));
        Assert.That(chunks, Has.All.StartsWith("data: "));
        Assert.That(chunks[^1], Is.EqualTo("data: [DONE]"));
    }

    [Test]
    public async Task Over_HTTP2_the_socket_asks_for_a_token_too()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["Kestrel__EndpointDefaults__Protocols"] = "Http2" });
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/ws-prompt" }.Uri;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, http, Deadline.Soon));

        Assert.That(socket.HttpStatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task The_token_is_good_for_the_messages_too_and_signing_out_ends_it_here()
    {
        _http.Token = await SignInAsync();
        var before = await _http.PostAsync("/prompt", PassThroughDoor.Whole, null);

        var left = await _http.PostAsync("/auth", """{"provider":"logout"}""");
        var after = await _http.PostAsync("/prompt", PassThroughDoor.Whole, null);

        Assert.That((before.Status, left.Status), Is.EqualTo((200, 200)));
        AssertRefused(after, "/prompt", 401);
    }
}
