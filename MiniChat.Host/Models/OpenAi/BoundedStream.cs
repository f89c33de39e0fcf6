namespace MiniChat.Host.Models.OpenAi;

/// <summary>Reads a stream and counts; fails when more has come since the last <see cref="Restart"/> than is allowed.</summary>
/// <remarks>The parser keeps a line until it ends: a line without an end would fill the memory.</remarks>
internal sealed class BoundedStream(Stream inner, long most) : Stream
{
    private long count;

    public bool IsEmpty { get; private set; } = true;

    public void Restart() => count = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (read > 0)
            IsEmpty = false;
        count += read;
        return count <= most ? read : throw new InvalidDataException("A chunk is larger than is allowed.");
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }
}
