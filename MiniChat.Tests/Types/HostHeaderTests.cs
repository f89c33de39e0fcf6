using System.Text.RegularExpressions;
using MiniChat.Stack;
using MiniChat.Stack.Metadata;
using MiniChat.Tests.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Types;

/// <summary>The server's address in types: the one it was told, else the one it was called by.</summary>
[TestFixture]
internal sealed class HostHeaderTests
{
    [Test]
    public async Task The_address_is_the_one_that_was_called()
    {
        await using var server = await TestServer.StartAsync(map: app => app.MapMetadata());

        var types = await server.GetAsync("/types/typescript", ("Host", "chat.example:8080"));

        Assert.That(types.Body, Does.Contain("\nBaseUrl: http://chat.example:8080\n"));
    }

    [TestCase("a*b")]
    [TestCase("a(b)")]
    [TestCase("a'b")]
    public async Task A_name_that_is_none_comes_into_no_code(string host)
    {
        await using var server = await TestServer.StartAsync(map: app => app.MapMetadata());

        var reply = await server.SendRawAsync($"GET /types/python HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.That(reply, Does.StartWith("HTTP/1.1 400"));
    }

    [Test]
    public async Task The_public_address_of_the_settings_counts()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__PublicUrl"] = "https://chat.example.org/" });

        var types = await server.Http.GetStringAsync("/types/csharp", Deadline.Soon);

        Assert.That(types, Does.Contain("\nBaseUrl: https://chat.example.org\n"));
    }
}
