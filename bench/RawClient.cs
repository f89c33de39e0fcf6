using System.Net.Sockets;
using System.Text;

namespace MiniChat.Bench;

/// <summary>One keep-alive connection that sends the same request again and again: as little client as can be.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[16 * 1024];

    public RawClient(int port, string request)
    {
        _socket.Connect("127.0.0.1", port);
        _request = Encoding.UTF8.GetBytes(request);
    }

    /// <summary>A request with a JSON body, or without one.</summary>
    public static string Request(string verb, string path, string? body = null, string? token = null)
    {
        var headers = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        return body is null
            ? $"{verb} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"
            : $"{verb} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}"
                + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    }

    /// <summary>Sends it once and reads the whole answer.</summary>
    public async Task SendAsync()
    {
        await _socket.SendAsync(_request);
        var filled = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(filled));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            filled += read;
            if (IsWhole(_buffer.AsSpan(0, filled)))
                break;
        }
        if (!_buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 200"u8))
            throw new IOException(Encoding.UTF8.GetString(_buffer, 0, filled));
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var at = answer.IndexOf("Content-Length: "u8);
        if (at < 0 || at > end)
            return answer.EndsWith("0\r\n\r\n"u8);
        var number = answer[(at + 16)..];
        return answer.Length - end - 4 >= int.Parse(number[..number.IndexOf((byte)'\r')]);
    }
}
