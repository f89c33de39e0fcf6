using System.Globalization;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>How a place in the list of chats is written: <c>{modified, ms since 1970}-{id}</c>.</summary>
internal static class ChatCursors
{
    private const long LastMillisecond = 253_402_300_799_999;

    internal static string Format(StoredChat chat) =>
        string.Create(CultureInfo.InvariantCulture, $"{chat.ModifiedAt.ToUnixTimeMilliseconds()}-{chat.Id}");

    internal static ChatCursor? Parse(string? text)
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
            return new ChatCursor(DateTimeOffset.FromUnixTimeMilliseconds(at), id);
        throw ServiceException.ForField("After", "Cursor", "'After' must be the 'next' of the page before.");
    }
}
