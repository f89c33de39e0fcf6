using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>What an operator reads of each request.</summary>
[TestFixture]
internal sealed class RequestLogTests
{
    private static async Task<List<JsonNode>> LinesAsync(Dictionary<string, string>? settings, Func<OneConnection, Task> use)
    {
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(folder, settings);
        using (var http = new OneConnection(server.Address))
            await use(http);
        server.Terminate();
        Assert.That(await server.WaitForExitAsync(), Is.Zero);
        return
        [
            .. server
                .Log.Select(line => JsonNode.Parse(line)!)
                .Where(line => (string?)line["Category"] == "MiniChat.Host.Observability.RequestLog")
                .Select(line => line["State"]!),
        ];
    }

    [Test]
    public async Task Each_request_is_one_line_with_its_route_status_time_and_account()
    {
        var lines = await LinesAsync(
            null,
            async http =>
            {
                await http.PostAsync("/register", """{"userName":"ada","password":"correct horse"}""");
                var signedIn = await http.PostAsync("/auth?x=planted", """{"userName":"ada","password":"correct horse"}""");
                http.Token = (string)signedIn.Json["bearerToken"]!;
                await http.GetAsync("/chats/4711?leaf=1");
                await http.GetAsync("/planted/path");
                await http.GetAsync("/health");
            }
        );

        Assert.That(
            lines.Select(line =>
                ((string?)line["Method"], (string?)line["Route"], (int?)line["Status"], (long?)line["AccountId"])
            ),
            Is.EqualTo(
                new (string?, string?, int?, long?)[]
                {
                    ("POST", "/register", 200, null),
                    ("POST", "/auth", 200, null),
                    ("GET", "/chats/{Id}", 404, 1),
                    ("GET", "-", 404, 1),
                }
            )
        );
        Assert.That(lines.Select(line => (string?)line["RequestId"]), Is.Unique.And.None.Empty);
        Assert.That(lines.Select(line => (double?)line["Milliseconds"]), Has.All.GreaterThanOrEqualTo(0));
        Assert.That(string.Concat(lines.Select(line => line.ToJsonString())), Does.Not.Contain("planted"));
    }

    [Test]
    public async Task The_lines_can_be_switched_off()
    {
        var lines = await LinesAsync(
            new() { ["Logging__LogLevel__MiniChat.Host.Observability.RequestLog"] = "Warning" },
            http => http.GetAsync("/questions")
        );

        Assert.That(lines, Is.Empty);
    }
}
