using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Unicode;
using MiniChat.ServiceInterface.Models;
using MiniChat.Stack;

namespace MiniChat.Host.Relays;

/// <summary>Writes responses to a socket as text messages: the data of each event of a stream, or a whole body.</summary>
/// <param name="socket">The socket.</param>
/// <param name="errors">How errors are worded.</param>
internal sealed class SocketChunks(WebSocket socket, ErrorJson errors)
{
    private const int MostWholeBytes = 64 * 1024 * 1024;

    /// <summary>Sends each event's data as it comes; the mark at the end is not sent.</summary>
    /// <exception cref="ModelException">The stream broke off.</exception>
    public async Task SendStreamAsync(RelayCall call)
    {
        var stream = new RelayStream(call);
        await foreach (var chunk in SseParser.Create(stream, static (_, data) => data.ToArray()).EnumerateAsync())
        {
            stream.Restart();
            if (!chunk.Data.AsSpan().SequenceEqual("[DONE]"u8))
                await SendAsync(chunk.Data);
        }
        if (!call.IsFinished && !call.HasError)
            throw new ModelException(
                ModelFailure.ModelStreamBroken,
                "The model's answer broke off before its end: it ended without saying why. Ask again."
            );
    }

    /// <summary>Sends a whole body; an error that is no JSON is worded by us.</summary>
    /// <exception cref="ModelException">The body broke off.</exception>
    public async Task SendWholeAsync(RelayCall call, int status)
    {
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await call.ReadAsync(buffer) is > 0 and var read)
        {
            if (body.Length + read > MostWholeBytes)
                throw new ModelException(ModelFailure.ModelStreamBroken, "The model's answer is longer than this server takes.");
            body.Write(buffer, 0, read);
        }
        var bytes = body.ToArray();
        if (status < 300 || IsJson(bytes))
            await SendAsync(bytes);
        else
            await SendErrorAsync(
                status,
                new ResponseStatus { ErrorCode = "ModelRefused", Message = $"The model's server refused the call ({status})." }
            );
    }

    /// <summary>Sends what went wrong; the socket can be used on.</summary>
    public Task SendErrorAsync(int status, ResponseStatus words) => SendAsync(errors(status, words));

    private async Task SendAsync(byte[] message)
    {
        if (!Utf8.IsValid(message))
            throw new ModelException(ModelFailure.ModelAnswerInvalid, "The model's answer holds bytes that are not UTF-8.");
        try
        {
            // A token given to the socket would break the connection instead of closing it.
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new OperationCanceledException("The other side has gone.", e);
        }
    }

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
