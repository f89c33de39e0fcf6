using System.Net;

namespace MiniChat.Tests.Stack;

public sealed class AuthTests : StackTests
{
    private const string Body = """{"text":"a"}""";

    [TestCase("", "", "Unauthorized", "Not Authenticated")]
    [TestCase("Bearer forged", "", "Unauthorized", "Not Authenticated")]
    [TestCase("Bearer ", "", "Unauthorized", "Not Authenticated")]
    [TestCase("Bearer expired-ann", "", "TokenException", "Token has expired")]
    [TestCase("Basic good-ann", "", "Unauthorized", "Not Authenticated")]
    [TestCase("good-ann", "", "Unauthorized", "Not Authenticated")]
    [TestCase("Bearer forged", "ss-tok=good-ann", "Unauthorized", "Not Authenticated")]
    [TestCase("", "ss-tok=", "Unauthorized", "Not Authenticated")]
    [TestCase("", "ss-tok=forged", "Unauthorized", "Not Authenticated")]
    [TestCase("", "ss-tok=expired-ann", "TokenException", "Token has expired")]
    [TestCase("", "ss-tok=forged; ss-reftok=refresh-ann", "Unauthorized", "Not Authenticated")]
    public async Task Who_has_not_signed_in_is_401_in_words(string header, string cookie, string code, string message)
    {
        foreach (var path in new[] { "/secrets", "/api/Secret", "/json/reply/Secret" })
        {
            var reply = await Server.PostAsync(path, Body, ("Authorization", header), ("Cookie", cookie));

            Assert.That((reply.Status, reply.ErrorCode, reply.ErrorMessage), Is.EqualTo((401, code, message)));
            Assert.That(reply.Header("WWW-Authenticate"), Is.EqualTo("Bearer"));
            Assert.That(reply.Errors, Is.Empty);
        }
    }

    [TestCase("Authorization", "Bearer good-ann")]
    [TestCase("Authorization", "bearer good-ann")]
    [TestCase("Cookie", "ss-tok=good-ann")]
    [TestCase("Cookie", "21 Nov 2046 01:18:21 GMT=null; ss-tok=good-ann")]
    public async Task A_token_is_taken_from_the_header_or_the_cookie(string name, string value)
    {
        var reply = await Server.PostAsync("/secrets", Body, (name, value));

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, """{"userName":"ann"}""")));
    }

    [Test]
    public async Task The_header_wins_over_the_cookie()
    {
        var reply = await Server.PostAsync("/secrets", Body, ("Authorization", "Bearer good-ann"), ("Cookie", "ss-tok=good-bob"));

        Assert.That(reply.Body, Is.EqualTo("""{"userName":"ann"}"""));
    }

    [Test]
    public async Task A_token_in_the_query_is_none()
    {
        var reply = await Server.PostAsync("/secrets?token=good-ann&access_token=good-ann&ss-tok=good-ann", Body);

        Assert.That(reply.Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_token_over_4_KiB_is_not_looked_at()
    {
        var before = Server.Authority.Verified;

        var longest = await Server.PostAsync("/secrets", Body, ("Authorization", "Bearer good-" + new string('.', 4091)));
        var tooLong = await Server.PostAsync("/secrets", Body, ("Authorization", "Bearer good-" + new string('.', 4092)));

        Assert.That((longest.Status, tooLong.Status), Is.EqualTo((200, 401)));
        Assert.That(Server.Authority.Verified, Is.EqualTo(before + 1));
    }

    [TestCase("Bearer forged")]
    [TestCase("Bearer expired-ann")]
    public async Task A_message_for_all_runs_with_a_bad_token(string header)
    {
        var reply = await Server.GetAsync("/who", ("Authorization", header));

        Assert.That((reply.Status, reply.Json.GetProperty("userName").GetString()), Is.EqualTo((200, "")));
    }

    [Test]
    public async Task Without_the_role_it_is_403()
    {
        var nobody = await Server.GetAsync("/admin");
        var ann = await Server.GetAsync("/admin", ("Authorization", "Bearer good-ann"));
        var root = await Server.GetAsync("/admin", ("Authorization", "Bearer good-root"));

        Assert.That((nobody.Status, root.Status), Is.EqualTo((401, 200)));
        Assert.That((ann.Status, ann.ErrorCode, ann.ErrorMessage), Is.EqualTo((403, "Forbidden", "Admin Role Required")));
    }

    [TestCase("https://evil.example", 401)]
    [TestCase("null", 401)]
    [TestCase("http://127.0.0.1.evil.example", 401)]
    [TestCase("https://friend.example", 200)]
    [TestCase("own", 200)]
    public async Task The_pages_of_others_cannot_use_the_cookie(string origin, int status)
    {
        var header = origin == "own" ? Server.Address.GetLeftPart(UriPartial.Authority) : origin;

        var reply = await Server.PostAsync(
            "/secrets",
            Body,
            ("Cookie", "ss-tok=good-ann; ss-reftok=refresh-ann"),
            ("Origin", header)
        );

        Assert.That(reply.Status, Is.EqualTo(status));
        Assert.That(reply.Cookies, Is.Empty);
    }

    [Test]
    public async Task A_header_is_taken_from_any_origin()
    {
        var reply = await Server.PostAsync(
            "/secrets",
            Body,
            ("Authorization", "Bearer good-ann"),
            ("Origin", "https://evil.example")
        );

        Assert.That(reply.Status, Is.EqualTo(200));
    }

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
