using System.Net;

namespace MiniChat.Tests.Stack;

/// <summary>Tokens as they are given, renewed and ended, in bodies and cookies.</summary>
public sealed class AuthTokensTests : StackTests
{
    private const string Body = """{"text":"a"}""";

    [TestCase("ss-tok=expired-ann; ss-reftok=refresh-ann")]
    [TestCase("ss-reftok=refresh-ann")]
    [TestCase("ss-tok=; ss-reftok=refresh-ann")]
    public async Task A_refresh_cookie_renews_the_token_on_the_way(string cookies)
    {
        var reply = await Server.PostAsync("/secrets", Body, ("Cookie", cookies));

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, """{"userName":"ann"}""")));
        Assert.That(reply.Cookies, Is.EqualTo(new[] { "ss-tok=good-ann; max-age=3600; path=/; samesite=lax; httponly" }));
    }

    [TestCase("/auth")]
    [TestCase("/auth/credentials")]
    [TestCase("/api/Authenticate")]
    [TestCase("/json/reply/Authenticate")]
    public async Task Signing_in_gives_the_tokens_in_the_body_and_as_cookies(string path)
    {
        var reply = await Server.PostAsync(path, """{"UserName":"ann","Password":"x"}""");

        Assert.That(reply.Json.GetProperty("bearerToken").GetString(), Is.EqualTo("good-ann"));
        Assert.That(
            reply.Cookies,
            Is.EqualTo(
                new[]
                {
                    "ss-tok=good-ann; max-age=3600; path=/; samesite=lax; httponly",
                    "ss-reftok=refresh-ann; max-age=86400; path=/; samesite=lax; httponly",
                }
            )
        );
        Assert.That((reply.Header("X-Cookies"), reply.Header("Cache-Control")), Is.EqualTo(("ss-tok,ss-reftok", "no-store")));
    }

    [Test]
    public async Task Who_wants_tokens_in_cookies_alone_gets_them_nowhere_else()
    {
        var reply = await Server.PostAsync("/auth", """{"UserName":"ann","Password":"x"}""", ("X-Cookies", "only"));

        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That(reply.Cookies.Count(), Is.EqualTo(2));
        Assert.That(reply.Body, Does.Contain("userName").And.Not.Contain("oken").And.Not.Contain("good-ann"));
    }

    [TestCase("/auth", """{"UserName":"ann","Password":"x"}""")]
    [TestCase("/auth/logout", "{}")]
    [TestCase("/access-token", """{"RefreshToken":"refresh-ann"}""")]
    public async Task The_pages_of_others_set_no_cookie(string path, string body)
    {
        var foreign = await Server.PostAsync(path, body, ("Origin", "https://evil.example"));
        var friend = await Server.PostAsync(path, body, ("Origin", "https://friend.example"));

        Assert.That((foreign.Status, friend.Status), Is.EqualTo((200, 200)));
        Assert.That(foreign.Cookies, Is.Empty);
        Assert.That(friend.Cookies, Is.Not.Empty);
    }

    [Test]
    public async Task A_response_without_a_token_sets_no_cookie()
    {
        var register = await Server.PostAsync("/register", """{"userName":"new"}""");
        var who = await Server.GetAsync("/auth", ("Authorization", "Bearer good-ann"));

        Assert.That(register.Body, Is.EqualTo("""{"userId":"1","userName":"new"}"""));
        Assert.That(who.Body, Is.EqualTo("""{"userName":"ann"}"""));
        Assert.That(register.Cookies.Concat(who.Cookies), Is.Empty);
        Assert.That(who.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [TestCase("GET", "/auth?")]
    [TestCase("GET", "/json/reply/Authenticate?")]
    [TestCase("POST", "/api/Authenticate")]
    public async Task Who_asks_who_he_is_and_is_nobody_is_401(string verb, string path)
    {
        var reply = await Server.SendAsync(new HttpMethod(verb), path, verb == "POST" ? new StringContent("{}") : null);

        Assert.That((reply.Status, reply.ErrorMessage), Is.EqualTo((401, "Not Authenticated")));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [TestCase("POST", "/auth/logout", "{}")]
    [TestCase("GET", "/auth/LOGOUT", "")]
    [TestCase("POST", "/api/Authenticate", """{"provider":"logout"}""")]
    [TestCase("POST", "/api/AuthenticateLogout", "{}")]
    public async Task Signing_out_ends_both_cookies(string verb, string path, string body)
    {
        var reply = await Server.SendAsync(new HttpMethod(verb), path, verb == "POST" ? new StringContent(body) : null);

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, "{}")));
        Assert.That(
            reply.Cookies,
            Is.EqualTo(
                new[]
                {
                    "ss-tok=; max-age=0; path=/; samesite=lax; httponly",
                    "ss-reftok=; max-age=0; path=/; samesite=lax; httponly",
                }
            )
        );
    }

    [Test]
    public async Task A_refresh_token_of_the_body_is_answered_in_the_body_and_as_a_cookie()
    {
        var reply = await Server.PostAsync(
            "/access-token",
            """{"RefreshToken":"refresh-ann"}""",
            ("Cookie", "ss-reftok=refresh-bob")
        );

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, """{"accessToken":"good-ann"}""")));
        Assert.That(reply.Cookies, Is.EqualTo(new[] { "ss-tok=good-ann; max-age=3600; path=/; samesite=lax; httponly" }));
    }

    [TestCase("{}")]
    [TestCase("")]
    [TestCase("""{"refreshToken":""}""")]
    public async Task A_refresh_token_of_the_cookie_is_answered_as_a_cookie_alone(string body)
    {
        var reply = await Server.PostAsync("/api/GetAccessToken", body, ("Cookie", "ss-reftok=refresh-ann"));

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, "{}")));
        Assert.That(reply.Cookies, Is.EqualTo(new[] { "ss-tok=good-ann; max-age=3600; path=/; samesite=lax; httponly" }));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [TestCase("""{"refreshToken":"bad"}""", "")]
    [TestCase("{}", "")]
    [TestCase("{}", "https://evil.example")]
    public async Task Without_a_good_refresh_token_there_is_none(string body, string origin)
    {
        (string, string)[] headers = origin.Length > 0 ? [("Origin", origin), ("Cookie", "ss-reftok=refresh-ann")] : [];

        var reply = await Server.PostAsync("/api/GetAccessToken", body, headers);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((401, "TokenException")));
        Assert.That(reply.Cookies, Is.Empty);
    }

    [Test]
    public async Task The_cookie_is_secure_behind_https()
    {
        await using var server = await TestServer.StartAsync(useHttps: true);

        var reply = await server.PostAsync("/auth", """{"userName":"ann"}""");

        Assert.That(reply.Response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(reply.Cookies, Has.All.Contains("; secure;"));
    }
}
