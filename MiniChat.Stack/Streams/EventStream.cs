using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace MiniChat.Stack.Streams;

/// <summary>Writes one stream of Server-Sent Events. Who writes enters first; a heartbeat enters only when nobody else is in.</summary>
internal sealed class EventStream : IBeating, IAsyncDisposable
{
    private readonly PipeWriter body;
    private readonly Utf8JsonWriter json;
    private readonly EventJson types;
    private readonly Heartbeats heartbeats;
    private readonly SemaphoreSlim gate = new(1, 1);
    private long lastSent;

    public EventStream(PipeWriter body, JsonSerializerOptions options, Heartbeats heartbeats)
    {
        this.body = body;
        this.heartbeats = heartbeats;
        types = new EventJson(options);
        json = new Utf8JsonWriter(
            body,
            new JsonWriterOptions
            {
                Encoder = options.Encoder,
                SkipValidation = true,
                MaxDepth = options.MaxDepth,
            }
        );
        lastSent = heartbeats.Clock.GetTimestamp();
        heartbeats.Add(this);
    }

    /// <summary>How many bytes wait to be sent.</summary>
    public int Unsent { get; private set; }

    /// <summary>Waits until nobody else writes.</summary>
    public Task EnterAsync(CancellationToken cancel) => gate.WaitAsync(cancel);

    /// <summary>Lets others write.</summary>
    public void Leave() => gate.Release();

    /// <summary>Writes an event; it is sent with the next <see cref="SendAsync"/>.</summary>
    public void Write(IStreamEvent item)
    {
        var span = body.GetSpan(64 + Encoding.UTF8.GetMaxByteCount(item.Event.Length));
        "id: "u8.CopyTo(span);
        Utf8Formatter.TryFormat(item.Seq, span[4..], out var digits);
        var length = 4 + digits;
        "\n"u8.CopyTo(span[length..]);
        Advance(length + 1);
        Write(item.Event, item.Data);
    }

    /// <summary>Writes an event without an id.</summary>
    public void Write(string name, object data)
    {
        // A line break in a name would forge an event.
        if (name.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new InvalidOperationException("The name of an event holds a line break.");
        var span = body.GetSpan(16 + Encoding.UTF8.GetMaxByteCount(name.Length));
        "event: "u8.CopyTo(span);
        var length = 7 + Encoding.UTF8.GetBytes(name, span[7..]);
        "\ndata: "u8.CopyTo(span[length..]);
        Advance(length + 7);
        json.Reset();
        JsonSerializer.Serialize(json, data, types.TypeOf(data));
        json.Flush();
        Unsent += (int)json.BytesCommitted;
        body.Write("\n\n"u8);
        Unsent += 2;
    }

    /// <summary>Sends what was written.</summary>
    public async ValueTask SendAsync()
    {
        // No token: it would make a caller who leaves an exception, and the server ends such writes anyway.
        await body.FlushAsync(CancellationToken.None);
        Unsent = 0;
        Volatile.Write(ref lastSent, heartbeats.Clock.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Beat()
    {
        if (heartbeats.Clock.GetElapsedTime(Volatile.Read(ref lastSent)) >= heartbeats.Interval && gate.Wait(0))
            _ = SendBeat();
    }

    public async ValueTask DisposeAsync()
    {
        heartbeats.Remove(this);
        // A heartbeat under way must have ended before the response does.
        await gate.WaitAsync();
        await json.DisposeAsync();
    }

    private async Task SendBeat()
    {
        try
        {
            body.Write(":\n\n"u8);
            await SendAsync();
        }
        catch (Exception e)
            when (e is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // The caller has gone; whoever makes the events is told by the request's own token.
        }
        finally
        {
            gate.Release();
        }
    }

    private void Advance(int count)
    {
        body.Advance(count);
        Unsent += count;
    }
}
