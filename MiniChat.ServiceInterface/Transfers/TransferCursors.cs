using System.Globalization;
using MiniChat.ServiceInterface.Chats;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Transfers;

/// <summary>How a place in an export is written: <c>{begun, ms since 1970}-{chat}</c>.</summary>
internal static class TransferCursors
{
    internal static string Format(StoredChat chat) =>
        string.Create(CultureInfo.InvariantCulture, $"{chat.CreatedAt.ToUnixTimeMilliseconds()}-{chat.Id}");

    internal static ChatPlace Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return new ChatPlace(-1, 0);
        var parts = text.Split('-');
        if (
            parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        )
            return new ChatPlace(at, id);
        throw ServiceException.ForField("After", "Cursor", "'After' must be the 'next' of the page before.");
    }
}
