using System.Buffers.Text;
using System.Text.Json;

namespace MiniChat.Host.Relays;

/// <summary>The length of a JSON text without making it.</summary>
internal static class JsonText
{
    /// <summary>The UTF-8 length of the string that the reader stands on, its escapes resolved.</summary>
    public static long LengthOf(in Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return text.Length;
        var length = 0L;
        while (text.IndexOf((byte)'\\') is >= 0 and var at)
        {
            length += at;
            var isCode = text[at + 1] == (byte)'u';
            length += isCode ? LengthOf(text.Slice(at + 2, 4)) : 1;
            text = text[(at + (isCode ? 6 : 2))..];
        }
        return length + text.Length;
    }

    private static int LengthOf(ReadOnlySpan<byte> digits)
    {
        Utf8Parser.TryParse(digits, out ushort code, out _, 'x');
        return code switch
        {
            < 0x80 => 1,
            // Half of a pair makes two of its four bytes.
            < 0x800 or (>= 0xD800 and < 0xE000) => 2,
            _ => 3,
        };
    }
}
