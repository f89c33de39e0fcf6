namespace MiniChat.ServiceInterface.Accounts;

/// <summary>The forms of names and addresses: the one that is kept, and the one under which they are unique.</summary>
public static class AccountNames
{
    // In capitals, since names are compared so. Within one alphabet no two letters become the same.
    private const string LookAlikes = "АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
    private const string Latin = "ABESIJKMHOPCTYXABEZHIKMNOPTYX";

    /// <summary>
    /// The form that is kept: full-width and other doubles of letters become the letters themselves, marks join their letters.
    /// </summary>
    /// <remarks>
    /// This is NFKC for the letters that <see cref="NameLetters"/> accepts. The framework's own does nothing where the server
    /// runs without ICU, and a name's form may not depend on the machine.
    /// </remarks>
    /// <param name="text">The text as it was sent.</param>
    public static string Fold(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f') < 0
            ? text
            : LetterMarks.Join(string.Create(text.Length, text, FoldInto));

    /// <summary>The form under which a name or address is unique: no case, and letters of alphabets that look alike are one.</summary>
    /// <param name="text">The text as it was sent or kept.</param>
    public static string Canonical(string text)
    {
        var folded = Fold(text).ToLowerInvariant().ToUpperInvariant();
        return string.Create(
            folded.Length,
            folded,
            (form, upper) =>
            {
                for (var i = 0; i < upper.Length; i++)
                    form[i] = Plain(upper[i]);
            }
        );
    }

    private static char Plain(char upper)
    {
        if (upper < '\x80')
            return upper;
        var at = LookAlikes.IndexOf(upper, StringComparison.Ordinal);
        if (at >= 0)
            return Latin[at];
        // The dotted and the dotless i have no capital in the invariant culture.
        return upper is 'ı' or 'İ' ? 'I' : upper;
    }

    private static void FoldInto(Span<char> form, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            form[i] = text[i] switch
            {
                >= '\uFF01' and <= '\uFF5E' => (char)(text[i] - 0xFEE0),
                '\u212A' => 'K',
                '\u212B' => 'Å',
                '\u2126' => 'Ω',
                '\u00B5' => 'μ',
                '\u017F' => 's',
                var other => other,
            };
        }
    }
}
