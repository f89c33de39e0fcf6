using System.Buffers;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;

namespace MiniChat.Stack.Binding;

/// <summary>Reads <c>a=1&amp;b=2</c>, of a query or a form.</summary>
internal static class UrlEncoded
{
    /// <summary>Takes all pairs.</summary>
    /// <exception cref="ServiceException">What is encoded is no text.</exception>
    public static void Read(string text, FieldValues values)
    {
        if (!IsText(text))
            throw BindingErrors.ForBody("The query or form holds NUL or bytes that are not UTF-8.");
        foreach (var pair in new QueryStringEnumerable(text))
            values.Add(pair.DecodeName().Span, pair.DecodeValue().ToString());
    }

    /// <summary>Whether the percent-encoded bytes are UTF-8 without NUL.</summary>
    public static bool IsText(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
            return !text.Contains('\0');
        var bytes = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            var length = 0;
            for (var i = 0; i < text.Length; i++)
            {
                var escaped = text[i] == '%' && i + 2 < text.Length ? Hex(text[i + 1], text[i + 2]) : -1;
                // What is not escaped is text already, or ends a sequence of bytes: any ASCII letter stands for it.
                bytes[length++] =
                    escaped >= 0 ? (byte)escaped
                    : text[i] == '\0' ? (byte)0
                    : (byte)'a';
                i += escaped >= 0 ? 2 : 0;
            }
            var decoded = bytes.AsSpan(0, length);
            return !decoded.Contains((byte)0) && Utf8.IsValid(decoded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static int Hex(char high, char low) =>
        char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low) ? (Convert.FromHexString([high, low])[0]) : -1;
}
