using System.Buffers;
using System.IO.Pipelines;

namespace MiniChat.Stack.Streams;

/// <summary>The body of one stream of Server-Sent Events. Who writes enters first; a heartbeat enters only when nobody else is in.</summary>
internal sealed class EventStream : IBeating, IBufferWriter<byte>, IAsyncDisposable
{
    private readonly PipeWriter body;
    private readonly Heartbeats? heartbeats;
    private readonly SemaphoreSlim gate = new(1, 1);
    private long lastSent;

    public EventStream(PipeWriter body, Heartbeats? heartbeats)
    {
        this.body = body;
        this.heartbeats = heartbeats;
        lastSent = heartbeats?.Clock.GetTimestamp() ?? 0;
        heartbeats?.Add(this);
    }

    /// <summary>How many bytes wait to be sent.</summary>
    public int Unsent { get; private set; }

    /// <summary>Waits until nobody else writes.</summary>
    public Task EnterAsync(CancellationToken cancel) => gate.WaitAsync(cancel);

    /// <summary>Lets others write.</summary>
    public void Leave() => gate.Release();

    public void Advance(int count)
    {
        body.Advance(count);
        Unsent += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => body.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => body.GetSpan(sizeHint);

    /// <summary>Sends what was written.</summary>
    public async ValueTask SendAsync()
    {
        // No token: it would make a caller who leaves an exception, and the server ends such writes anyway.
        await body.FlushAsync(CancellationToken.None);
        Unsent = 0;
        if (heartbeats is not null)
            Volatile.Write(ref lastSent, heartbeats.Clock.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Beat()
    {
        if (heartbeats!.Clock.GetElapsedTime(Volatile.Read(ref lastSent)) >= heartbeats.Interval && gate.Wait(0))
            _ = SendBeat();
    }

    public async ValueTask DisposeAsync()
    {
        heartbeats?.Remove(this);
        // A heartbeat under way must have ended before the response does.
        await gate.WaitAsync();
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
}
