using System.Globalization;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Shares;

/// <summary>How a place in the list of links is written: <c>{ms since 1970}-{chat}</c>.</summary>
internal static class ShareCursors
{
    internal static string Format(StoredShare share) =>
        string.Create(CultureInfo.InvariantCulture, $"{share.CreatedAt.ToUnixTimeMilliseconds()}-{share.ChatId}");

    internal static SharePlace Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return new SharePlace(long.MaxValue, long.MaxValue);
        var parts = text.Split('-');
        if (
            parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        )
            return new SharePlace(at, id);
        throw ServiceException.ForField("After", "Cursor", "'After' must be the 'next' of the page before.");
    }
}
