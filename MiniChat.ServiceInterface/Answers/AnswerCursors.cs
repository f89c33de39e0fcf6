using System.Globalization;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>How a place in a list of answers is written: the last one's number.</summary>
internal static class AnswerCursors
{
    internal static string Format(StoredAnswer answer) => answer.Id.ToString(CultureInfo.InvariantCulture);

    internal static long? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw TimePlace.NoCursor();
    }
}
