using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>JSON is taken whatever it is labelled as, and forms are taken as forms.</summary>
[TestFixture]
internal sealed class ContentTypesTests
{
    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        using var client = await _server.SignUpAsync();
        _http = new OneConnection(_server.Address, client.BearerToken);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [TestCase(null)]
    [TestCase("application/json")]
    [TestCase("application/json; charset=UTF-8")]
    [TestCase("text/plain;charset=UTF-8")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/x-www-form-urlencoded; charset=utf-8")]
    [TestCase("multipart/form-data; boundary=b")]
    [TestCase("application/octet-stream")]
    [TestCase("application/xml")]
    [TestCase("nonsense")]
    public async Task JSON_is_taken_under_any_content_type(string? type)
    {
        foreach (var body in new[] { """{"title":"a=b&c"}""", "\r\n\t {\"title\":\"a=b&c\"}", "\uFEFF{\"title\":\"a=b&c\"}" })
        {
            var reply = await _http.PostAsync("/chats", body, type);

            Assert.That((reply.Status, (string?)reply.Json["title"]), Is.EqualTo((200, "a=b&c")), reply.Body);
        }
    }

    [TestCase("application/x-www-form-urlencoded", "title=a%20%7Bb%7D&model=m")]
    [TestCase("application/x-www-form-urlencoded", "title=a+{b}&model=m")]
    [TestCase(
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na {b}\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b--\r\n"
    )]
    public async Task A_form_is_taken(string type, string body)
    {
        var reply = await _http.PostAsync("/chats", body, type);

        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That(((string?)reply.Json["title"], (string?)reply.Json["model"]), Is.EqualTo(("a {b}", "m")));
    }

    [TestCase("application/xml", "<chat/>", 400)]
    [TestCase("application/octet-stream", "\u0001\u0002", 400)]
    [TestCase("application/x-www-form-urlencoded", "{\"title\":", 400)]
    [TestCase("application/x-www-form-urlencoded", "[1]", 400)]
    [TestCase("multipart/form-data; boundary=b", "{\"title\":5}", 400)]
    [TestCase("application/json; charset=utf-16", "{}", 415)]
    public async Task What_is_neither_is_refused(string type, string body, int status)
    {
        var reply = await _http.SendAsync("POST", "/chats", Encoding.Latin1.GetBytes(body), type);

        Assert.That(reply.Status, Is.EqualTo(status), reply.Body);
        Assert.That(reply.ErrorCode, Is.Not.Empty);
    }
}
