using System.Net.ServerSentEvents;

namespace MiniChat.Client;

/// <summary>One connection of a stream of server-events, with its heartbeats.</summary>
internal sealed class ServerEventsLine : IAsyncDisposable
{
    private readonly MiniChatClient client;
    private readonly HttpResponseMessage response;
    private readonly CancellationTokenSource end;
    private readonly CancellationToken cancel;
    private IAsyncEnumerator<SseItem<string>>? items;
    private Task beating = Task.CompletedTask;
    private long lastRead;

    private ServerEventsLine(MiniChatClient client, HttpResponseMessage response, CancellationToken cancel)
    {
        this.client = client;
        this.response = response;
        this.cancel = cancel;
        end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    }

    /// <summary>What the server said at the beginning; null before that.</summary>
    public ServerEventsConnection? Connection { get; private set; }

    public static async Task<ServerEventsLine> OpenAsync(MiniChatClient client, string channels, CancellationToken cancel)
    {
        var path = $"event-stream?channels={Uri.EscapeDataString(channels)}";
        return new ServerEventsLine(client, await client.OpenAsync(HttpMethod.Get, path, cancel), cancel);
    }

    /// <summary>The next event; null when the connection has broken or ended.</summary>
    public async Task<ServerEventMessage?> NextAsync()
    {
        try
        {
            items ??= SseParser
                .Create(await response.Content.ReadAsStreamAsync(end.Token))
                .EnumerateAsync(end.Token)
                .GetAsyncEnumerator(end.Token);
            if (!await items.MoveNextAsync())
                return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return null;
        }
        Volatile.Write(ref lastRead, client.Clock.GetTimestamp());
        var message = ServerEventMessage.Parse(items.Current.EventId, items.Current.Data);
        if (message.Selector == "cmd.onConnect")
        {
            Connection = ServerEventsConnection.Of(message);
            beating = BeatAsync(Connection);
        }
        return message;
    }

    /// <summary>Sends heartbeats; when they are refused, or nothing comes any more, the connection is given up.</summary>
    private async Task BeatAsync(ServerEventsConnection connection)
    {
        using var timer = new PeriodicTimer(connection.HeartbeatInterval, client.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                using var answer = await client.OpenAsync(HttpMethod.Post, $"event-heartbeat?id={connection.Id}", end.Token);
                if (client.Clock.GetElapsedTime(Volatile.Read(ref lastRead)) > connection.IdleTimeout)
                    break;
            }
        }
        catch (Exception e) when (e is MiniChatException or OperationCanceledException)
        {
            // Whoever reads sees the end, and connects again.
        }
        await end.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await beating;
        if (items is not null)
            await items.DisposeAsync();
        response.Dispose();
        end.Dispose();
    }
}
