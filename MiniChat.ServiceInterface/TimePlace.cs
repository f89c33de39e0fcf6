using System.Globalization;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface;

/// <summary>A place in a list by time. Its text is the cursor of a page, <c>{ms since 1970}-{number}</c> of the last one on it.</summary>
/// <param name="At">The time, in milliseconds since 1970.</param>
/// <param name="Id">The number of what is there; it decides among those of the same time.</param>
public readonly record struct TimePlace(long At, long Id)
{
    private const long LastMillisecond = 253_402_300_799_999;

    /// <summary>Before the first one of a list that has the newest first.</summary>
    public static TimePlace Newest { get; } = new(long.MaxValue, long.MaxValue);

    /// <summary>Before the first one of a list that has the oldest first.</summary>
    public static TimePlace Oldest { get; } = new(-1, 0);

    /// <summary>The place of something.</summary>
    /// <param name="at">Its time.</param>
    /// <param name="id">Its number.</param>
    public static TimePlace Of(DateTimeOffset at, long id) => new(at.ToUnixTimeMilliseconds(), id);

    /// <summary>Reads a cursor.</summary>
    /// <param name="text">The text; null or empty for the first page.</param>
    /// <returns>The place; null for the first page.</returns>
    /// <exception cref="ServiceException">It is none.</exception>
    public static TimePlace? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var dash = text.IndexOf('-');
        return
            dash > 0
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && at <= LastMillisecond
            ? new TimePlace(at, id)
            : throw NoCursor();
    }

    /// <summary>How a text is refused that is no cursor.</summary>
    internal static ServiceException NoCursor() =>
        ServiceException.ForField("After", "Cursor", "'After' must be the 'next' of the page before.");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}-{Id}");
}
