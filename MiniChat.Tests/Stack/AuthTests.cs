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
}
