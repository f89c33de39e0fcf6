using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Signing in and out over HTTP, with every carrier of a token.</summary>
[TestFixture]
internal sealed class SessionsTests
{
    private const string Credentials = """{"userName":"alice","password":"correct horse"}""";
    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        _http = new OneConnection(_server.Address);
        await _http.PostAsync(
            "/register",
            """{"userName":"alice","email":"alice@example.org","displayName":"Alice A","password":"correct horse"}"""
        );
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<Reply> SignInAsync() => await _http.PostAsync("/auth", Credentials);

    private static string Cookies(Reply signedIn) =>
        string.Join("; ", new[] { "ss-tok", "ss-reftok" }.Select(name => $"{name}={signedIn.Cookie(name)}"));

    private async Task<int> StatusAsync(string header, string value) =>
        (await _http.GetAsync("/questions", (header, value))).Status;

    [TestCase("alice")]
    [TestCase("ALICE")]
    [TestCase("alice@example.org")]
    [TestCase("Alice@Example.Org")]
    public async Task One_signs_in_by_name_or_address(string name)
    {
        var body = new JsonObject { ["userName"] = name, ["password"] = MiniChatServer.Password }.ToJsonString();
        foreach (var path in new[] { "/auth", "/auth/credentials", "/api/Authenticate", "/json/reply/Authenticate" })
        {
            var reply = await _http.PostAsync(path, body);

            Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
            Assert.That((string?)reply.Json["userName"], Is.EqualTo("alice"));
            Assert.That((string?)reply.Json["displayName"], Is.EqualTo("Alice A"));
            Assert.That(reply.Json["roles"]!.AsArray().Select(role => (string)role!), Is.EqualTo(new[] { "User" }));
            Assert.That(reply.Body, Does.Not.Contain("correct horse").And.Not.Contain("asswordHash"));
            Assert.That(await StatusAsync("Authorization", $"Bearer {reply.Json["bearerToken"]}"), Is.EqualTo(200));
        }
    }

    [Test]
    public async Task The_tokens_come_in_the_body_and_as_cookies_no_script_can_read()
    {
        var reply = await SignInAsync();

        Assert.That(reply.Cookie("ss-tok"), Is.EqualTo((string?)reply.Json["bearerToken"]));
        Assert.That(reply.Cookie("ss-reftok"), Is.EqualTo((string?)reply.Json["refreshToken"]));
        Assert.That(reply.Cookies, Has.Length.EqualTo(2));
        foreach (var cookie in reply.Cookies)
            Assert.That(cookie.ToLowerInvariant(), Does.Contain("httponly").And.Contain("samesite=lax").And.Contain("path=/"));
        Assert.That(reply.Header("X-Cookies"), Is.EqualTo("ss-tok,ss-reftok"));
        Assert.That(reply.Header("Cache-Control"), Does.Contain("no-store"));
    }

    [Test]
    public async Task The_cookie_speaks_for_the_own_pages_and_not_for_foreign_ones()
    {
        var signedIn = await SignInAsync();
        var cookie = ("Cookie", Cookies(signedIn));
        var own = _server.Address.GetLeftPart(UriPartial.Authority);

        var program = await _http.PostAsync("/questions", """{"text":"a"}""", "application/json", cookie);
        var page = await _http.PostAsync("/questions", """{"text":"a"}""", "application/json", cookie, ("Origin", own));
        var foreign = await _http.PostAsync(
            "/questions",
            """{"text":"a"}""",
            "text/plain",
            cookie,
            ("Origin", "https://evil.example")
        );
        var nobody = await _http.PostAsync("/questions", """{"text":"a"}""", "text/plain", cookie, ("Origin", "null"));

        Assert.That((program.Status, page.Status), Is.EqualTo((200, 200)));
        Assert.That((foreign.Status, nobody.Status), Is.EqualTo((401, 401)));
        Assert.That((await _http.GetAsync("/auth", cookie)).Status, Is.EqualTo(200));
        Assert.That(foreign.Headers.Keys, Has.None.StartsWith("Access-Control"));
    }

    [Test]
    public async Task A_link_on_a_foreign_page_signs_nobody_out()
    {
        var signedIn = await SignInAsync();
        var cookie = ("Cookie", Cookies(signedIn));

        var link = await _http.GetAsync("/auth/logout", cookie, ("Sec-Fetch-Site", "cross-site"));

        Assert.That(link.Status, Is.LessThan(500));
        Assert.That((await _http.GetAsync("/auth", cookie)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_refresh_token_gives_an_access_token_by_body_and_by_cookie()
    {
        var signedIn = await SignInAsync();
        var refresh = (string)signedIn.Json["refreshToken"]!;

        var byBody = await _http.PostAsync("/access-token", new JsonObject { ["refreshToken"] = refresh }.ToJsonString());
        var byCookie = await _http.PostAsync("/access-token", "{}", "application/json", ("Cookie", $"ss-reftok={refresh}"));

        Assert.That(await StatusAsync("Authorization", $"Bearer {byBody.Json["accessToken"]}"), Is.EqualTo(200));
        Assert.That(byBody.Cookie("ss-tok"), Is.EqualTo((string?)byBody.Json["accessToken"]));
        Assert.That((string?)byCookie.Json["accessToken"], Is.Null);
        Assert.That(await StatusAsync("Cookie", $"ss-tok={byCookie.Cookie("ss-tok")}"), Is.EqualTo(200));
    }

    [Test]
    public async Task A_token_is_good_for_what_it_is_and_nothing_else()
    {
        var signedIn = await SignInAsync();
        var access = (string)signedIn.Json["bearerToken"]!;
        var refresh = (string)signedIn.Json["refreshToken"]!;

        var accessAsRefresh = await _http.PostAsync("/access-token", new JsonObject { ["refreshToken"] = access }.ToJsonString());

        Assert.That(accessAsRefresh.Status, Is.InRange(400, 401));
        Assert.That(await StatusAsync("Authorization", $"Bearer {refresh}"), Is.EqualTo(401));
        Assert.That(await StatusAsync("Cookie", $"ss-tok={refresh}"), Is.EqualTo(401));
    }

    [Test]
    public async Task A_browser_that_comes_back_after_the_hour_is_renewed_on_the_way()
    {
        var signedIn = await SignInAsync();

        var reply = await _http.GetAsync("/auth", ("Cookie", $"ss-reftok={signedIn.Cookie("ss-reftok")}"));

        Assert.That((string?)reply.Json["userName"], Is.EqualTo("alice"));
        Assert.That(await StatusAsync("Cookie", $"ss-tok={reply.Cookie("ss-tok")}"), Is.EqualTo(200));
    }

    [TestCase("Bearer nonsense")]
    [TestCase("Basic YWxpY2U6Y29ycmVjdCBob3JzZQ==")]
    [TestCase("nonsense")]
    public async Task A_bad_header_does_not_fall_back_to_the_cookie(string header)
    {
        var signedIn = await SignInAsync();

        var reply = await _http.GetAsync("/questions", ("Authorization", header), ("Cookie", Cookies(signedIn)));

        Assert.That(reply.Status, Is.EqualTo(401));
    }

    [TestCase("/auth/logout")]
    [TestCase("/api/AuthenticateLogout")]
    public async Task Signing_out_ends_the_session_at_once_everywhere_and_over_a_restart(string path)
    {
        using var folder = new TempFolder();
        string access;
        string refresh;
        await using (var server = MiniChatServer.Start(folder: folder))
        {
            using var client = await server.SignUpAsync("leaver");
            using var http = new OneConnection(server.Address, client.BearerToken);
            (access, refresh) = (client.BearerToken!, client.RefreshToken!);
            var other = (string)
                (
                    await http.PostAsync(
                        "/auth",
                        """{"userName":"leaver","password":"correct horse"}""",
                        null,
                        ("Authorization", "")
                    )
                ).Json["bearerToken"]!;

            var left = await http.PostAsync(path, "{}");

            Assert.That(left.Status, Is.EqualTo(200));
            Assert.That((left.Cookie("ss-tok"), left.Cookie("ss-reftok")), Is.EqualTo(("", "")));
            await AssertDeadAsync(server.Address, access, refresh);
            http.Token = other;
            Assert.That((await http.GetAsync("/questions")).Status, Is.EqualTo(200), "other sessions go on");
        }
        await using var restarted = MiniChatServer.Start(folder: folder);
        await AssertDeadAsync(restarted.Address, access, refresh);
    }

    private static async Task AssertDeadAsync(Uri address, string access, string refresh)
    {
        using var http = new OneConnection(address);
        var cookies = ("Cookie", $"ss-tok={access}; ss-reftok={refresh}");
        Assert.That((await http.GetAsync("/questions", ("Authorization", $"Bearer {access}"))).Status, Is.EqualTo(401));
        Assert.That((await http.GetAsync("/questions", cookies)).Status, Is.EqualTo(401));
        Assert.That((await http.GetAsync("/answers/1/events", cookies)).Status, Is.EqualTo(401));
        var renewal = new JsonObject { ["refreshToken"] = refresh }.ToJsonString();
        Assert.That((await http.PostAsync("/access-token", renewal)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task A_session_outlives_a_restart()
    {
        using var folder = new TempFolder();
        string access;
        await using (var server = MiniChatServer.Start(folder: folder))
        {
            using var client = await server.SignUpAsync();
            access = client.BearerToken!;
        }

        await using var restarted = MiniChatServer.Start(folder: folder);
        using var http = new OneConnection(restarted.Address, access);

        Assert.That((await http.GetAsync("/questions")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Another_password_ends_all_sessions()
    {
        var first = await SignInAsync();
        var second = await SignInAsync();
        var changes = _server.Services.GetRequiredService<AccountChanges>();
        var account = await _server.Services.GetRequiredService<IAccountStore>().FindAsync(1, default);

        await changes.SetPasswordAsync(account!, "another horse", default);

        Assert.That(await StatusAsync("Authorization", $"Bearer {first.Json["bearerToken"]}"), Is.EqualTo(401));
        Assert.That(await StatusAsync("Cookie", Cookies(second)), Is.EqualTo(401));
        Assert.That((await SignInAsync()).Status, Is.EqualTo(401));
        var changed = await _http.PostAsync("/auth", """{"userName":"alice","password":"another horse"}""");
        Assert.That(changed.Status, Is.EqualTo(200));
    }
}
