using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniChat.Tests.Support;

/// <summary>A WebSocket to an answer, read frame by frame.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    private SocketClient() { }

    /// <summary>The sub-protocol that was agreed on.</summary>
    public string? SubProtocol => _socket.SubProtocol;

    /// <summary>Opens a socket; <c>Protocol</c> as a header's name offers sub-protocols, parted by commas.</summary>
    public static async Task<SocketClient> OpenAsync(Uri server, string path, params (string Name, string Value)[] headers)
    {
        var client = new SocketClient();
        Prepare(client._socket, headers);
        await client._socket.ConnectAsync(AddressOf(server, path), Deadline.Soon);
        return client;
    }

    /// <summary>The status with which a socket is refused.</summary>
    public static async Task<HttpStatusCode> RefusedAsync(Uri server, string path, params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        Prepare(socket, headers);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(server, path), Deadline.Soon));
        return socket.HttpStatusCode;
    }

    /// <summary>The next frame.</summary>
    public async Task<JsonNode> NextAsync() => JsonNode.Parse(await NextTextAsync())!;

    /// <summary>The next frame as it was sent.</summary>
    public async Task<string> NextTextAsync() => await ReceiveAsync() ?? throw new AssertionException("It closed.");

    /// <summary>All frames until the other side closes, and how it does.</summary>
    public async Task<(List<JsonNode> Frames, WebSocketCloseStatus? Status)> RestAsync()
    {
        var frames = new List<JsonNode>();
        while (await ReceiveAsync() is { } text)
            frames.Add(JsonNode.Parse(text)!);
        return (frames, _socket.CloseStatus);
    }

    /// <summary>Closes politely.</summary>
    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Soon);

    /// <summary>Sends a text.</summary>
    public Task SendAsync(byte[] text) => _socket.SendAsync(text, WebSocketMessageType.Text, true, Deadline.Soon);

    /// <summary>Sends bytes that are no text.</summary>
    public Task SendBinaryAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, Deadline.Soon);

    public void Dispose() => _socket.Dispose();

    private async Task<string?> ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var text = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), Deadline.Soon);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(text.ToArray());
        }
    }

    private static void Prepare(ClientWebSocket socket, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            if (name != "Protocol")
            {
                socket.Options.SetRequestHeader(name, value);
                continue;
            }
            foreach (var protocol in value.Split(','))
                socket.Options.AddSubProtocol(protocol);
        }
    }

    private static Uri AddressOf(Uri server, string path) => new($"ws://{server.Authority}{path}");
}
