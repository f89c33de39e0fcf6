using System.Globalization;
using System.Text;

namespace MiniChat.Host.Models.Offline;

/// <summary>The words of a prompt that are worth taking up.</summary>
internal static class OfflineWords
{
    private const int ReadCharacters = 2000;

    /// <summary>Finds the first words, each once: those of four letters and more, or any where there are none.</summary>
    public static List<string> Of(string text, int most)
    {
        var words = Find(text, most, 4);
        return words.Count > 0 ? words : Find(text, most, 1);
    }

    private static List<string> Find(string text, int most, int least)
    {
        List<string> words = [];
        var end = Math.Min(text.Length, ReadCharacters);
        for (var i = 0; i < end && words.Count < most; i++)
        {
            if (!IsOfWord(text[i]))
                continue;
            var start = i;
            while (i < end && IsOfWord(text[i]))
                i++;
            if (i - start < least || i - start > 24)
                continue;
            var word = text.AsSpan(start, i - start);
            if (!Holds(words, word))
                words.Add(word.ToString());
        }
        return words;
    }

    // Surrogates stand for letters beyond the first plane and for signs: a word is cut before them, so that no pair is halved.
    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c);

    private static bool Holds(List<string> words, ReadOnlySpan<char> word)
    {
        foreach (var known in words)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>All words in their order, whole as they stand: letters and digits of any alphabet, with the marks that join them.</summary>
    public static List<string> InOrder(string text)
    {
        List<string> words = [];
        var start = -1;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isOfWord = Rune.IsLetterOrDigit(rune) || (start >= 0 && IsMark(rune));
            if (isOfWord && start < 0)
                start = at;
            if (!isOfWord && start >= 0)
            {
                words.Add(text[start..at]);
                start = -1;
            }
            at += rune.Utf16SequenceLength;
        }
        if (start >= 0)
            words.Add(text[start..]);
        return words;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    /// <summary>Counts the words, as a reader would.</summary>
    public static int Count(string text)
    {
        var count = 0;
        var isInside = false;
        foreach (var c in text)
        {
            var isSpace = char.IsWhiteSpace(c);
            if (!isSpace && !isInside)
                count++;
            isInside = !isSpace;
        }
        return count;
    }
}
