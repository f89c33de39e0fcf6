using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Relays;

/// <summary>A response as a stream to parse; it fails when more has come since the last <see cref="Restart"/> than an event may have.</summary>
/// <param name="call">The call.</param>
internal sealed class RelayStream(RelayCall call) : Stream
{
    private const long LongestEvent = 16 * 1024 * 1024;
    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private long _sinceEvent;

    /// <summary>An event was complete.</summary>
    public void Restart() => _sinceEvent = 0;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, await call.ReadAsync(_buffer));
            if ((_sinceEvent += _end) > LongestEvent)
                throw new ModelException(
                    ModelFailure.ModelStreamBroken,
                    "The model's answer broke off before its end: a part of it is larger than this server takes. Ask again."
                );
        }
        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
