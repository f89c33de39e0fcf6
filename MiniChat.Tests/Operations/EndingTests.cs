using System.Net.WebSockets;
using System.Text;
using MiniChat.Client;
using MiniChat.Stack;
using MiniChat.Tests.Dialects;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>The server ends while others' formats are spoken: what runs may finish, what waits is closed, the exit is clean.</summary>
[TestFixture]
internal sealed class EndingTests
{
    [Test]
    public async Task On_sigterm_a_stream_that_passes_through_finishes_and_an_idle_socket_closes_at_once()
    {
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(
            folder,
            new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "10" }
        );
        using var client = new MiniChatClient(server.Address);
        await client.SendAsync(new Register { UserName = "ann", Password = "correct horse" }, Deadline.Soon);
        await client.SignInAsync("ann", "correct horse", Deadline.Soon);
        using var socket = await SocketClient.OpenAsync(server.Address, "/ws-prompt", ("Protocol", client.BearerToken!));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/v1/chat/completions"))
        {
            Content = new StringContent(PassThroughDoor.Streamed, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", client.BearerToken);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);

        server.Terminate();

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.EndpointUnavailable));
        Assert.That(await response.Content.ReadAsStringAsync(Deadline.Soon), Does.EndWith("data: [DONE]\n\n"));
        Assert.That(await server.WaitForExitAsync(), Is.Zero);
    }
}
