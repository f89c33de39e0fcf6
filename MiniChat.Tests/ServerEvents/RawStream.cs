using System.Globalization;
using System.Net.Sockets;
using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>A stream of server-events as it comes off the socket, chunk by chunk.</summary>
internal sealed class RawStream : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;

    private RawStream(Socket socket)
    {
        _socket = socket;
        // One byte, one character: lengths are those of the wire.
        _reader = new StreamReader(new NetworkStream(socket), Encoding.Latin1);
    }

    public string Head { get; private set; } = "";

    public static async Task<RawStream> OpenAsync(Uri address, string path, params string[] headers)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync("127.0.0.1", address.Port, Deadline.Soon);
        var lines = string.Concat(headers.Select(header => header + "\r\n"));
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost:{address.Port}\r\n{lines}\r\n"),
            Deadline.Soon
        );
        var one = new RawStream(socket);
        while (await one._reader.ReadLineAsync(Deadline.Soon) is { Length: > 0 } line)
            one.Head += line + "\n";
        return one;
    }

    /// <summary>The next chunk; empty at the end of the stream.</summary>
    public async Task<string> ChunkAsync()
    {
        var length = int.Parse((await _reader.ReadLineAsync(Deadline.Soon))!, NumberStyles.HexNumber);
        var chunk = new char[length + 2];
        await _reader.ReadBlockAsync(chunk, Deadline.Soon);
        return new string(chunk, 0, length);
    }

    /// <summary>Reads until the connection is over.</summary>
    /// <returns>Whether it was cut.</returns>
    public async Task<bool> RestAsync()
    {
        try
        {
            var rest = await _reader.ReadToEndAsync(Deadline.Soon);
            return !rest.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }
}
