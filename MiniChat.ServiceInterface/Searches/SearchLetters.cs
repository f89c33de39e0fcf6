using System.Globalization;
using System.Text;
using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.ServiceInterface.Searches;

/// <summary>What a character is to a search.</summary>
internal enum LetterKind
{
    /// <summary>It parts words.</summary>
    None,

    /// <summary>It is passed over, within words too: accents that stand apart, signs that show nothing.</summary>
    Ignored,

    /// <summary>It is part of a word, with its neighbours.</summary>
    Letter,

    /// <summary>It stands for itself: a character of a script without blanks, or a picture.</summary>
    Sign,
}

/// <summary>Which characters make words, and their plain forms: small letters without accents.</summary>
/// <remarks>The framework's own tables do nothing where the server runs without ICU, and both engines must find the same.</remarks>
internal static class SearchLetters
{
    // Ideographs, kana, hangul, Thai, Lao, Burmese, Khmer: where words begin nobody writes.
    private static readonly (int From, int To)[] Signs =
    [
        (0x0E00, 0x0EFF),
        (0x1000, 0x109F),
        (0x1100, 0x11FF),
        (0x1780, 0x17FF),
        (0x2E80, 0x31FF),
        (0x3400, 0x4DBF),
        (0x4E00, 0xA4CF),
        (0xA960, 0xA97F),
        (0xAC00, 0xD7FF),
        (0xF900, 0xFAFF),
        (0xFF66, 0xFFDC),
        (0x1AFF0, 0x1B16F),
        (0x20000, 0x3FFFF),
    ];

    // Marks without which a word is still the same word: accents, and the vowel signs of Arabic and Hebrew.
    private static readonly (int From, int To)[] Accents =
    [
        (0x0300, 0x036F),
        (0x0483, 0x0487),
        (0x0591, 0x05C7),
        (0x0610, 0x061A),
        (0x064B, 0x065F),
        (0x0670, 0x0670),
        (0x1AB0, 0x1AFF),
        (0x1DC0, 0x1DFF),
        (0x20D0, 0x20FF),
        (0xFE00, 0xFE0F),
        (0xFE20, 0xFE2F),
        (0x1F3FB, 0x1F3FF),
    ];

    /// <summary>What a character is.</summary>
    /// <param name="rune">The character.</param>
    public static LetterKind KindOf(Rune rune)
    {
        if (rune.IsAscii)
            return Rune.IsLetterOrDigit(rune) ? LetterKind.Letter : LetterKind.None;
        if (IsIn(Accents, rune.Value))
            return LetterKind.Ignored;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.OtherSymbol => LetterKind.Sign,
            UnicodeCategory.Format when rune.Value != 0x200B => LetterKind.Ignored,
            <= UnicodeCategory.OtherNumber => IsIn(Signs, rune.Value) ? LetterKind.Sign : LetterKind.Letter,
            _ => LetterKind.None,
        };
    }

    /// <summary>Writes a character's plain form.</summary>
    /// <param name="rune">The character.</param>
    /// <param name="target">Where to; it has room for two.</param>
    /// <returns>How many UTF-16 code units were written.</returns>
    public static int Fold(Rune rune, Span<char> target)
    {
        if (rune.Value is >= 0xFF01 and <= 0xFF5E)
            rune = new Rune(rune.Value - 0xFEE0);
        var small = Rune.ToLowerInvariant(rune);
        if (!small.IsBmp)
            return small.EncodeToUtf16(target);
        var plain = small.IsAscii ? (char)small.Value : LetterMarks.WithoutMarks((char)small.Value);
        var (first, second) = plain switch
        {
            'ß' => ('s', 's'),
            'æ' => ('a', 'e'),
            'œ' => ('o', 'e'),
            'ø' => ('o', '\0'),
            'ł' => ('l', '\0'),
            'đ' or 'ð' => ('d', '\0'),
            // Of the great one with a dot no small one is known.
            'ı' or 'I' => ('i', '\0'),
            'ς' => ('σ', '\0'),
            'ſ' => ('s', '\0'),
            _ => (plain, '\0'),
        };
        target[0] = first;
        if (second == '\0')
            return 1;
        target[1] = second;
        return 2;
    }

    private static bool IsIn((int From, int To)[] ranges, int value)
    {
        foreach (var (from, to) in ranges)
        {
            if (value <= to)
                return value >= from;
        }
        return false;
    }
}
