using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Routing;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Types;

/// <summary>The metadata of MiniChat's own messages.</summary>
[TestFixture]
internal sealed class OwnMetadataTests
{
    private MiniChatServer _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = MiniChatServer.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Every_message_is_listed_with_its_docstring()
    {
        var messages = _server.Services.GetRequiredService<MessageCatalog>().Messages;
        var app = JsonDocument.Parse(await _server.Http.GetStringAsync("/metadata/app.json", Deadline.Soon)).RootElement;
        var requests = app.GetProperty("api")
            .GetProperty("operations")
            .EnumerateArray()
            .Select(one => one.GetProperty("request"));

        Assert.That(
            requests.Select(request => request.GetProperty("name").GetString()),
            Is.EquivalentTo(
                messages
                    .Where(message =>
                        !message.RequestType.IsDefined(typeof(MiniChat.Stack.ExcludeMetadataAttribute), inherit: false)
                    )
                    .Select(message => message.Name)
            )
        );
        Assert.That(requests.Where(request => !request.TryGetProperty("description", out _)), Is.Empty);
        Assert.That(app.GetProperty("app").GetProperty("serviceName").GetString(), Is.EqualTo("MiniChat"));
    }

    [TestCase("/types")]
    [TestCase("/types/typescript")]
    [TestCase("/metadata")]
    [TestCase("/metadata/app.json")]
    [TestCase("/api/TypesCSharp")]
    public async Task Nobody_has_to_sign_in_and_the_headers_are_those_of_every_response(string path)
    {
        using var response = await _server.Http.GetAsync(path, Deadline.Soon);

        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("frame-ancestors 'none'"));
    }
}
