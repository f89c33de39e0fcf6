using System.Globalization;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>
/// What one NOTIFY carries, of our own making: <c>mc1 sender seq part/parts</c> on the first line, then lines of a topic, a blank
/// and JSON. No lines are a beat. What is longer than a payload goes in parts, one after the other. No two are equal, since
/// PostgreSQL would merge these: each has another number.
/// </summary>
/// <param name="Sender">The sender's id.</param>
/// <param name="Seq">Counts the payloads of the sender to the same channel, from 1.</param>
/// <param name="Part">Which part it is, from 1.</param>
/// <param name="Parts">How many parts there are.</param>
/// <param name="Body">The lines, or a part of one.</param>
internal readonly record struct BusPayload(string Sender, long Seq, int Part, int Parts, string Body)
{
    /// <summary>The most bytes of UTF-8 in a payload; PostgreSQL takes less than 8,000.</summary>
    public const int MostBytes = 7900;

    /// <summary>The most bytes of a body; the rest is for the first line.</summary>
    public const int MostBodyBytes = MostBytes - 64;

    /// <summary>The most parts of one notice.</summary>
    public const int MostParts = 160;

    /// <summary>The most bytes of one notice.</summary>
    public const int LongestNotice = MostBodyBytes * MostParts;

    private const string Mark = "mc1";

    /// <summary>The payload as it is sent.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Mark} {Sender} {Seq} {Part}/{Parts}\n{Body}");

    /// <summary>Reads a payload. False when it is none of ours.</summary>
    /// <param name="text">What came.</param>
    /// <param name="payload">The payload.</param>
    public static bool TryRead(string text, out BusPayload payload)
    {
        payload = default;
        var head = text.AsSpan();
        var end = head.IndexOf('\n');
        if (end < 0)
            return false;
        Span<Range> fields = stackalloc Range[6];
        head = head[..end];
        if (head.SplitAny(fields, " /") != 5 || !head[fields[0]].SequenceEqual(Mark) || !BusIds.IsId(head[fields[1]]))
            return false;
        if (!IsNumber(head[fields[2]], out var seq) || !IsNumber(head[fields[3]], out var part))
            return false;
        if (!IsNumber(head[fields[4]], out var parts) || parts > MostParts || part > parts)
            return false;
        payload = new BusPayload(head[fields[1]].ToString(), seq, (int)part, (int)parts, text[(end + 1)..]);
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
