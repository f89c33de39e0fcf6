using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace MiniChat.Stack.ServerEvents;

/// <summary>What waits to be sent to one subscriber, bounded in bytes: any number puts in, one sends.</summary>
/// <param name="mostWaiting">How many bytes may wait.</param>
internal sealed class Outbox(int mostWaiting)
{
    private readonly Channel<ServerEvent> waiting = Channel.CreateUnbounded<ServerEvent>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private long bytes;
    private long id;

    /// <summary>Puts an event in.</summary>
    /// <returns>Whether there was room.</returns>
    public bool Offer(ServerEvent item)
    {
        if (Interlocked.Add(ref bytes, SizeOf(item)) > mostWaiting)
            return false;
        waiting.Writer.TryWrite(item);
        return true;
    }

    /// <summary>Takes nothing more; what is there is still sent.</summary>
    /// <returns>Whether it did so until now.</returns>
    public bool Close() => waiting.Writer.TryComplete();

    /// <summary>Sends what comes, all that waits by one write, until it is closed or the other side has gone.</summary>
    /// <param name="body">Where to.</param>
    /// <param name="isOver">Whether nothing more may be sent.</param>
    public async Task SendAllAsync(PipeWriter body, Func<bool> isOver)
    {
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (isOver())
                return;
            var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Interlocked.Read(ref bytes), mostWaiting));
            try
            {
                // Whole frames by one write: there are readers who never come out of half a frame. No token: who leaves ends
                // such writes anyway, without an exception.
                var sent = await body.WriteAsync(buffer.AsMemory(0, Take(buffer)), CancellationToken.None);
                if (sent.IsCompleted || sent.IsCanceled)
                    return;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private int Take(byte[] buffer)
    {
        var length = 0;
        var freed = 0L;
        while (waiting.Reader.TryPeek(out var next) && length + SizeOf(next) <= buffer.Length)
        {
            waiting.Reader.TryRead(out _);
            length += EventFrames.WriteHead(buffer.AsSpan(length), ++id);
            next.Data.Span.CopyTo(buffer.AsSpan(length));
            length += next.Data.Length;
            freed += SizeOf(next);
        }
        Interlocked.Add(ref bytes, -freed);
        return length;
    }

    private static int SizeOf(ServerEvent item) => item.Data.Length + EventFrames.LongestHead;
}
