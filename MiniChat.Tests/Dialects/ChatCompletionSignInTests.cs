using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>One address, two owners: what is a form or has credentials in the query, and everything else.</summary>
[TestFixture]
internal sealed class ChatCompletionSignInTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Missing = "Authentication failed: cannot find username/password in request body.";
    private const string Wrong = "Authentication failed: cannot authenticate with provided username and password.";
    private const string Right = "username=temporary_user&password=correct+horse";
    private const string AsJson = """{"username":"temporary_user","password":"correct horse"}""";
    private const string Parts =
        "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\ntemporary_user\r\n"
        + "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ncorrect horse\r\n--b--\r\n";

    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        (await _server.SignUpAsync("temporary_user")).Dispose();
        _http = new OneConnection(_server.Address);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [TestCase("/auth", Form, Right)]
    [TestCase("/auth", Form + "; charset=utf-8", Right)]
    [TestCase("/AUTH/", Form, Right)]
    [TestCase("/auth", Form, AsJson)]
    [TestCase("/auth", "multipart/form-data", AsJson)]
    [TestCase("/auth", "multipart/form-data; boundary=b", Parts)]
    [TestCase("/auth?" + Right, null, "")]
    [TestCase("/auth?" + Right, "application/json", "")]
    [TestCase("/auth?username=temporary_user", Form, "password=correct+horse")]
    public async Task Credentials_get_a_token_for_seven_days(string path, string? type, string body)
    {
        var reply = await _http.PostAsync(path, body, type);

        var token = (string)reply.Json["accessToken"]!;
        var claims = ForgedToken.Part(token, 1);
        Assert.That(reply.Json.AsObject(), Has.Count.EqualTo(1));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That((long)claims["exp"]! - (long)claims["iat"]!, Is.EqualTo(7 * 24 * 3600));
        Assert.That((long)claims["nbf"]!, Is.EqualTo((long)claims["iat"]!));
        Assert.That((long)claims["identity"]!, Is.Positive);
        Assert.That((await _http.GetAsync("/questions", ("Authorization", $"Bearer {token}"))).Status, Is.EqualTo(200));
    }

    [TestCase("/auth", Form, "", Missing)]
    [TestCase("/auth", Form, "username=temporary_user", Missing)]
    [TestCase("/auth", Form, "username=&password=", Missing)]
    [TestCase("/auth", Form, "{\"username\":", Missing)]
    [TestCase("/auth", Form, "[1]", Missing)]
    [TestCase("/auth", Form, """{"username":5,"password":"correct horse"}""", Missing)]
    [TestCase("/auth", "multipart/form-data", "no form at all", Missing)]
    [TestCase("/auth", "multipart/form-data; boundary=b", "--b", Missing)]
    [TestCase("/auth?username=temporary_user", null, "", Missing)]
    [TestCase("/auth?password=a", "application/json", "", Missing)]
    [TestCase("/auth", Form, "username=temporary_user&password=wrong", Wrong)]
    [TestCase("/auth", Form, "username=nobody&password=correct+horse", Wrong)]
    public async Task Others_are_refused_in_the_documents_words(string path, string? type, string body, string sentence)
    {
        var reply = await _http.PostAsync(path, body, type);

        Assert.That((reply.Status, (string?)reply.Json["errorMessage"]), Is.EqualTo((401, sentence)));
    }

    [TestCase("/auth", "application/json", """{"userName":"temporary_user","password":"correct horse"}""")]
    [TestCase("/auth", null, """{"userName":"temporary_user","password":"correct horse"}""")]
    [TestCase("/auth", "text/plain", """{"userName":"temporary_user","password":"correct horse"}""")]
    [TestCase("/auth", Form, "provider=credentials&" + Right)]
    [TestCase("/auth?provider=credentials&" + Right, null, "")]
    [TestCase("/auth?" + Right, Form, "provider=credentials")]
    [TestCase("/auth", Form, """{"provider":"credentials","userName":"temporary_user","password":"correct horse"}""")]
    [TestCase("/auth/credentials", Form, Right)]
    public async Task Everything_else_is_the_messages(string path, string? type, string body)
    {
        var reply = await _http.PostAsync(path, body, type);

        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That((string?)reply.Json["bearerToken"], Is.Not.Empty);
        Assert.That(reply.Cookie("ss-tok"), Is.Not.Empty);
    }

    [Test]
    public async Task A_form_that_signs_out_knows_its_caller_by_the_cookie()
    {
        var begun = await _http.PostAsync("/auth", """{"userName":"temporary_user","password":"correct horse"}""");
        var cookie = ("Cookie", $"ss-tok={begun.Cookie("ss-tok")}");

        var before = await _http.GetAsync("/auth", cookie);
        var left = await _http.PostAsync("/auth", "provider=logout", Form, cookie);
        var after = await _http.GetAsync("/auth", cookie);

        Assert.That((before.Status, left.Status, after.Status), Is.EqualTo((200, 200, 401)));
    }

    [Test]
    public async Task A_form_that_is_too_long_is_refused_and_the_limits_of_guessers_hold()
    {
        await using var server = MiniChatServer.Start();
        using var http = new OneConnection(server.Address);

        var large = await http.PostAsync("/auth", "username=" + new string('a', 1 << 20), Form);
        Reply reply;
        var tries = 0;
        do reply = await http.PostAsync("/auth", "username=nobody&password=wrong", Form);
        while (reply.Status == 401 && ++tries < 30);

        Assert.That(large.Status, Is.EqualTo(413));
        Assert.That((reply.Status, reply.Header("Retry-After")), Is.EqualTo((429, reply.Header("Retry-After"))));
        Assert.That(reply.Header("Retry-After"), Is.Not.Null);
        Assert.That((string?)reply.Json["errorMessage"], Does.Contain("Too many"));
    }

    [Test]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        var reply = await _http.SendAsync("POST", "/auth", [.. Encoding.ASCII.GetBytes("username=a&password="), 0xFF], Form);

        Assert.That((reply.Status, (string?)reply.Json["errorMessage"]), Is.EqualTo((401, Missing)));
    }
}
