using System.Globalization;

namespace MiniChat.ServiceInterface.Searches;

/// <summary>A place in what is found: turns and titles, newest first, of the same time the turns first.</summary>
/// <param name="Place">Where among its kind.</param>
/// <param name="IsTitle">Whether it is a title.</param>
internal readonly record struct SearchCursor(TimePlace Place, bool IsTitle)
{
    /// <summary>Before everything.</summary>
    public static SearchCursor First { get; } = new(TimePlace.Newest, false);

    /// <summary>The place among turns.</summary>
    public TimePlace Turns => IsTitle ? Place with { Id = 0 } : Place;

    /// <summary>The place among titles.</summary>
    public TimePlace Titles => IsTitle ? Place : Place with { Id = long.MaxValue };

    /// <summary>Whether it comes behind another one.</summary>
    /// <param name="other">The other one.</param>
    public bool IsBehind(SearchCursor other) =>
        Place.At < other.Place.At || (Place.At == other.Place.At && (IsTitle || Place.Id < other.Place.Id));

    /// <summary>How it is written: <c>{ms}-t{turn}</c>, or <c>{ms}-c{chat}</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Place.At}-{(IsTitle ? 'c' : 't')}{Place.Id}");

    /// <summary>Reads it.</summary>
    /// <param name="text">The text; null for the first page.</param>
    /// <exception cref="Stack.ServiceException">It is none.</exception>
    public static SearchCursor Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return First;
        var kind = text.IndexOf('-') + 1;
        if (kind > 0 && kind < text.Length && text[kind] is 't' or 'c' && TimePlace.Parse(text.Remove(kind, 1)) is { } place)
            return new SearchCursor(place, text[kind] == 'c');
        throw TimePlace.NoCursor();
    }
}
