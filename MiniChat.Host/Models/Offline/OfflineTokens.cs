namespace MiniChat.Host.Models.Offline;

/// <summary>Text cut into word-like tokens, and counted by estimate.</summary>
internal static class OfflineTokens
{
    private const int LongestWord = 24;

    /// <summary>Where the piece ends that begins at <paramref name="start"/>: after the first word that makes it long enough.</summary>
    public static int EndOf(string text, int start, int least)
    {
        var from = start + least;
        if (from >= text.Length)
            return text.Length;
        // A token begins with the space before its word, as models' tokens do.
        var next = text.AsSpan(from, Math.Min(LongestWord, text.Length - from)).IndexOf(' ');
        var end = next >= 0 ? from + next : Math.Min(from + LongestWord, text.Length);
        // Half of a surrogate pair is no text.
        return end < text.Length && char.IsLowSurrogate(text[end]) ? end + 1 : end;
    }

    /// <summary>About four characters make a token.</summary>
    public static int Estimate(string text) => (text.Length + 3) / 4;
}
