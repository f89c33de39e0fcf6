using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MiniChat.Host.Storage.Moving;

/// <summary>
/// How many rows there are, and a checksum of them: the sum of the SHA-256 of each, so that it is the same in whatever order they
/// come. What is hashed of a row: for each value a byte with its kind, its length and its bytes.
/// </summary>
internal sealed class RowSum
{
    private readonly ArrayBufferWriter<byte> _row = new(4096);
    private UInt128 _high;
    private UInt128 _low;

    /// <summary>How many rows were added.</summary>
    public long Rows { get; private set; }

    /// <summary>The checksum, as 64 hexadecimal digits.</summary>
    public string Text => $"{_high:x32}{_low:x32}";

    /// <summary>Adds a row.</summary>
    /// <param name="row">Its values.</param>
    /// <returns>About how many bytes it has.</returns>
    public int Add(object?[] row)
    {
        _row.ResetWrittenCount();
        foreach (var value in row)
            Write(value);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_row.WrittenSpan, hash);
        var low = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        _low += low;
        _high += BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]) + (_low < low ? UInt128.One : UInt128.Zero);
        Rows++;
        return _row.WrittenCount;
    }

    /// <summary>Whether the same rows were added to both.</summary>
    /// <param name="other">The other one.</param>
    public bool IsSameAs(RowSum other) => Rows == other.Rows && _high == other._high && _low == other._low;

    private void Write(object? value)
    {
        switch (value)
        {
            case null:
                Head(0, 0);
                break;
            case long number:
                Head(1, 8);
                BinaryPrimitives.WriteInt64LittleEndian(Take(8), number);
                break;
            case double real:
                Head(2, 8);
                BinaryPrimitives.WriteDoubleLittleEndian(Take(8), real);
                break;
            case string text:
                Head(3, Encoding.UTF8.GetByteCount(text));
                Encoding.UTF8.GetBytes(text, _row);
                break;
            case byte[] bytes:
                Head(4, bytes.Length);
                _row.Write(bytes);
                break;
            default:
                throw new ArgumentException($"A {value.GetType().Name} is no value of a row.", nameof(value));
        }
    }

    private void Head(byte kind, int length)
    {
        var head = Take(5);
        head[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], length);
    }

    private Span<byte> Take(int length)
    {
        var taken = _row.GetSpan(length)[..length];
        _row.Advance(length);
        return taken;
    }
}
