using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;

namespace MiniChat.Bench;

/// <summary>A bare fan-out by Server-Sent Events: what one upstream stream says goes to all who listen, with nothing kept.</summary>
internal static class FanOut
{
    private static readonly ConcurrentDictionary<Channel<byte[]>, bool> Listeners = new();

    /// <summary>Maps its addresses.</summary>
    internal static void Map(WebApplication app, HttpClient http)
    {
        app.MapGet("/event-stream", ListenAsync);
        app.MapPost("/questions", () => TellAsync(http));
    }

    private static async Task ListenAsync(HttpContext context)
    {
        var waiting = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
        Listeners.TryAdd(waiting, true);
        try
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.StartAsync();
            await context.Response.Body.FlushAsync();
            await foreach (var frame in waiting.Reader.ReadAllAsync(context.RequestAborted))
                await context.Response.BodyWriter.WriteAsync(frame, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The listener has gone.
        }
        finally
        {
            Listeners.TryRemove(waiting, out _);
        }
    }

    private static async Task TellAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(UpstreamStream.Streamed),
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
                continue;
            var frame = Encoding.UTF8.GetBytes(line + "\n\n");
            foreach (var (listener, _) in Listeners)
                listener.Writer.TryWrite(frame);
        }
    }
}
