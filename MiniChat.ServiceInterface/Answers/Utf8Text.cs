using System.Text;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>
/// A text that only grows, as UTF-8. What was read of it stays true, so any number of readers read beside the one writer:
/// each takes the bytes and the length of a moment, and needs no copy. At its very end it may be cut to what was kept of it.
/// </summary>
internal sealed class Utf8Text
{
    private byte[] _bytes;
    private int _length;
    private char _half;

    internal Utf8Text(string text = "")
    {
        _bytes = text.Length == 0 ? new byte[256] : Encoding.UTF8.GetBytes(text);
        _length = text.Length == 0 ? 0 : _bytes.Length;
    }

    /// <summary>The length in bytes; always at the end of a character.</summary>
    internal int Length => Volatile.Read(ref _length);

    /// <summary>Adds text. Only one thread may, at a time.</summary>
    internal void Append(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        if (_half != 0)
        {
            // The other half of a pair that came apart: only both together are a character.
            var joined = string.Concat([_half], text);
            _half = default;
            Append(joined);
            return;
        }
        if (char.IsHighSurrogate(text[^1]))
        {
            _half = text[^1];
            text = text[..^1];
        }
        Write(text);
    }

    /// <summary>Ends the text: half a pair that never came whole becomes a replacement character, as everywhere in UTF-8.</summary>
    internal void Complete()
    {
        if (_half == 0)
            return;
        _half = default;
        Write("\uFFFD");
    }

    /// <summary>Makes it the text that was kept: longer or shorter than what is here, and otherwise the same.</summary>
    internal void Become(string kept)
    {
        _half = default;
        var bytes = Encoding.UTF8.GetBytes(kept);
        if (bytes.Length <= _length)
            Volatile.Write(ref _length, bytes.Length);
        else
            Write(Encoding.UTF8.GetString(bytes, _length, bytes.Length - _length));
    }

    /// <summary>The text from one place to another, each rounded down to the beginning of a character.</summary>
    internal string Slice(long from, long to)
    {
        var start = RoundDown(from);
        var end = RoundDown(to);
        // The array after the length: it is at least as new, and so at least as long.
        return start >= end ? "" : Encoding.UTF8.GetString(Volatile.Read(ref _bytes), start, end - start);
    }

    /// <summary>The place, or the beginning of the character it lies in; at most the length.</summary>
    internal int RoundDown(long place)
    {
        var length = Length;
        if (place >= length)
            return length;
        var bytes = Volatile.Read(ref _bytes);
        var index = (int)place;
        while (index > 0 && (bytes[index] & 0xC0) == 0x80)
            index--;
        return index;
    }

    private void Write(ReadOnlySpan<char> text)
    {
        var needed = _length + Encoding.UTF8.GetMaxByteCount(text.Length);
        if (needed > _bytes.Length)
        {
            // Readers may hold the old array: it stays as it is.
            var larger = new byte[Math.Max(needed, _bytes.Length * 2)];
            _bytes.AsSpan(0, _length).CopyTo(larger);
            Volatile.Write(ref _bytes, larger);
        }
        var written = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        Volatile.Write(ref _length, _length + written);
    }
}
