using System.Globalization;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface;

/// <summary>How a place in a list by time is written: <c>{ms since 1970}-{number}</c> of the last one.</summary>
internal static class TimeCursors
{
    private const long LastMillisecond = 253_402_300_799_999;

    internal static string Format(DateTimeOffset at, long id) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds()}-{id}");

    /// <summary>Reads one; null for the first page.</summary>
    internal static (long At, long Id)? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var parts = text.Split('-');
        if (
            parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && at <= LastMillisecond
        )
            return (at, id);
        throw ServiceException.ForField("After", "Cursor", "'After' must be the 'next' of the page before.");
    }
}
