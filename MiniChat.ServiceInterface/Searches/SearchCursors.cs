using System.Globalization;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Searches;

/// <summary>A place in what is found: turns and titles, newest first, of the same time the turns first.</summary>
/// <param name="At">The time, in milliseconds since 1970.</param>
/// <param name="IsTitle">Whether it is a title.</param>
/// <param name="Id">The number of the turn, or of the chat.</param>
internal readonly record struct SearchCursor(long At, bool IsTitle, long Id)
{
    private const long LastMillisecond = 253_402_300_799_999;

    /// <summary>Before everything.</summary>
    public static SearchCursor First { get; } = new(long.MaxValue, false, long.MaxValue);

    /// <summary>The place among turns.</summary>
    public SearchPlace Turns => new(At, IsTitle ? 0 : Id);

    /// <summary>The place among titles.</summary>
    public SearchPlace Titles => new(At, IsTitle ? Id : long.MaxValue);

    /// <summary>How it is written: <c>{ms}-t{turn}</c>, or <c>{ms}-c{chat}</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}-{(IsTitle ? 'c' : 't')}{Id}");

    /// <summary>Reads it.</summary>
    /// <param name="text">The text; null for the first page.</param>
    /// <exception cref="ServiceException">It is none.</exception>
    public static SearchCursor Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return First;
        var dash = text.IndexOf('-');
        if (
            dash > 0
            && dash + 2 < text.Length
            && text[dash + 1] is 't' or 'c'
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(text.AsSpan(dash + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && at <= LastMillisecond
        )
            return new SearchCursor(at, text[dash + 1] == 'c', id);
        throw ServiceException.ForField("After", "Cursor", "'After' must be the 'next' of the page before.");
    }
}
