using System.Globalization;

namespace MiniChat.Stack.Json;

/// <summary>Dates as ISO 8601, and in also as <c>/Date(ms±zzzz)/</c>, which ServiceStack's C# clients post.</summary>
public static class WireDates
{
    /// <summary>Reads either form; a date without a zone is taken as UTC.</summary>
    /// <param name="text">The text.</param>
    /// <param name="date">The date.</param>
    /// <returns>Whether it is a date.</returns>
    public static bool TryParse(string? text, out DateTimeOffset date)
    {
        if (
            text is not null
            && text.StartsWith("/Date(", StringComparison.Ordinal)
            && text.EndsWith(")/", StringComparison.Ordinal)
        )
            return TryParseMilliseconds(text.AsSpan(6, text.Length - 8), out date);
        date = default;
        return text is { Length: >= 8 and <= 40 }
            && char.IsAsciiDigit(text[0])
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out date
            );
    }

    private static bool TryParseMilliseconds(ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        date = default;
        var sign = text.Length > 1 ? text[1..].IndexOfAny('+', '-') + 1 : 0;
        var number = sign > 0 ? text[..sign] : text;
        // The zone only tells how the sender would show it: the milliseconds are UTC already.
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
            return false;
        if (milliseconds is < -62_135_596_800_000 or > 253_402_300_799_999)
            return false;
        date = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Writes the date in UTC: <c>2026-01-02T03:04:05.678Z</c>.</summary>
    /// <param name="date">The date; without a kind it is taken as UTC.</param>
    public static string Format(DateTime date) =>
        (date.Kind == DateTimeKind.Local ? date.ToUniversalTime() : date).ToString(
            "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'",
            CultureInfo.InvariantCulture
        );
}
