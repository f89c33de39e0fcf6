using System.Net;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

[TestFixture]
internal sealed class HostNameTests
{
    [TestCase("evil.example", HttpStatusCode.BadRequest)]
    [TestCase("localhost", HttpStatusCode.OK)]
    [TestCase("chat.example.org", HttpStatusCode.OK)]
    public async Task Only_a_host_that_is_allowed_is_answered_and_the_refusal_has_words(string host, HttpStatusCode expected)
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__PublicUrl"] = "https://chat.example.org" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Host = host;

        using var response = await server.Http.SendAsync(request, Deadline.Soon);

        var body = await response.Content.ReadAsStringAsync(Deadline.Soon);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
        Assert.That(body, expected == HttpStatusCode.OK ? Does.Contain("ok") : Does.Contain("BadRequest"));
        Assert.That(response.Headers.Contains("X-Content-Type-Options"), Is.True);
    }
}
