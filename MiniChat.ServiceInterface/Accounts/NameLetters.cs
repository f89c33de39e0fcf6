using System.Globalization;
using System.Text;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Which letters names and addresses can hold, so that no two of them look the same.</summary>
public static class NameLetters
{
    // Alphabets that borrow each other's shapes: a name keeps to one of them.
    private static readonly (int From, int To, int Alphabet)[] LookAlikeAlphabets =
    [
        (0x0041, 0x024F, 1),
        (0x1E00, 0x1EFF, 1),
        (0x2C60, 0x2C7F, 1),
        (0xA720, 0xA7FF, 1),
        (0xAB30, 0xAB6F, 1),
        (0x0370, 0x03FF, 2),
        (0x0400, 0x052F, 3),
        (0x1C80, 0x1C8F, 3),
        (0xA640, 0xA69F, 3),
        (0x0530, 0x058F, 4),
        (0x13A0, 0x13FF, 5),
        (0x2C80, 0x2CFF, 6),
        (0xA4D0, 0xA4FF, 7),
    ];

    // Doubles of other letters (compatibility forms, ligatures, single jamo) and letters that show nothing.
    private static readonly (int From, int To)[] Refused =
    [
        (0x00AA, 0x00AA),
        (0x00BA, 0x00BA),
        (0x0132, 0x0133),
        (0x013F, 0x0140),
        (0x0149, 0x0149),
        (0x01C0, 0x01CC),
        (0x01F1, 0x01F3),
        (0x0250, 0x02FF),
        (0x03D0, 0x03D6),
        (0x03F0, 0x03F9),
        (0x0587, 0x0587),
        (0x0675, 0x0678),
        (0x0958, 0x095F),
        (0x0E33, 0x0E33),
        (0x0EB3, 0x0EB3),
        (0x0EDC, 0x0EDD),
        (0x1100, 0x11FF),
        (0x17B4, 0x17B5),
        (0x1D00, 0x1DBF),
        (0x1E9A, 0x1E9B),
        (0x1F00, 0x1FFF),
        (0x2000, 0x2BFF),
        (0x2E80, 0x2FFF),
        (0x309F, 0x309F),
        (0x30FF, 0x30FF),
        (0x3130, 0x318F),
        (0x3200, 0x33FF),
        (0xA960, 0xA97F),
        (0xAB30, 0xAB6F),
        (0xD7B0, 0xD7FF),
        (0xF900, 0xFFFF),
        (0x1D400, 0x1D7FF),
        (0x1EE00, 0x1EEFF),
        (0x1FBF0, 0x1FBF9),
        (0x2F800, 0x2FA1F),
        (0xE0000, 0x10FFFF),
    ];

    /// <summary>Whether the character is a letter or digit that names can hold.</summary>
    /// <param name="rune">The character.</param>
    public static bool Accepts(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber => !Array.Exists(
                Refused,
                range => range.From <= rune.Value && rune.Value <= range.To
            ),
            // The marks of iteration and length, without which many Japanese names cannot be written.
            UnicodeCategory.ModifierLetter => rune.Value is 0x3005 or 0x30FC,
            _ => false,
        };

    /// <summary>Whether the text mixes alphabets whose letters look alike.</summary>
    /// <param name="text">The text.</param>
    public static bool MixesAlphabets(string text)
    {
        var seen = 0;
        foreach (var rune in text.EnumerateRunes().Where(Rune.IsLetter))
        {
            var alphabet = Array.Find(LookAlikeAlphabets, range => range.From <= rune.Value && rune.Value <= range.To).Alphabet;
            if (alphabet != 0 && seen != 0 && alphabet != seen)
                return true;
            seen = alphabet == 0 ? seen : alphabet;
        }
        return false;
    }
}
