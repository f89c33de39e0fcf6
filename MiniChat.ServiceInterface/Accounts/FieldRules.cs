using System.Text;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>The rules of an account's fields. Each gives the first rule that is broken, or null.</summary>
public static class FieldRules
{
    /// <summary>The most characters of a name.</summary>
    public const int UserNameLength = 64;

    /// <summary>The most bytes of an email address.</summary>
    public const int EmailLength = 254;

    /// <summary>The most characters of a name to show.</summary>
    public const int DisplayNameLength = 128;

    private const string EmailSigns = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>Checks a name to sign in with.</summary>
    /// <param name="name">The name, folded.</param>
    public static ResponseError? UserName(string name)
    {
        if (name.Length > UserNameLength)
            return TooLong("UserName", "User Name", UserNameLength, name.Length);
        if (name.Contains('@'))
            return Error("UserName", "UserName", "'User Name' holds no '@'; send an email address as 'Email'.");
        if (!name.EnumerateRunes().All(rune => NameLetters.Accepts(rune) || rune.Value is '.' or '_' or '-'))
        {
            return Error(
                "UserName",
                "UserName",
                "'User Name' can hold letters, digits, '.', '_' and '-'; no spaces, no invisible or combining characters."
            );
        }
        if (name[^1] == '.')
            return Error("UserName", "UserName", "'User Name' cannot end in a dot.");
        return NameLetters.MixesAlphabets(name)
            ? Error("UserName", "UserName", "'User Name' mixes letters of alphabets that look alike; keep to one of them.")
            : null;
    }

    /// <summary>Checks an email address.</summary>
    /// <param name="email">The address, folded.</param>
    public static ResponseError? Email(string email)
    {
        var at = email.IndexOf('@');
        return at > 0 && Encoding.UTF8.GetByteCount(email) <= EmailLength && IsLocal(email[..at]) && IsDomain(email[(at + 1)..])
            ? null
            : Error("Email", "Email", "'Email' is not a valid email address.", ("PropertyValue", Shown(email)));
    }

    /// <summary>Checks a password's length, in characters as people count them.</summary>
    /// <param name="password">The password.</param>
    public static ResponseError? Password(string password)
    {
        if (password.Contains('\0'))
            return Error("Password", "Password", "'Password' cannot hold the NUL character.");
        var length = Passwords.LengthOf(password);
        if (length < Passwords.Shortest)
        {
            return Error(
                "Password",
                "MinimumLength",
                $"The length of 'Password' must be at least {Passwords.Shortest} characters. You entered {length} characters."
            );
        }
        return length > Passwords.Longest ? TooLong("Password", "Password", Passwords.Longest, length) : null;
    }

    /// <summary>Checks a name that is only shown.</summary>
    /// <param name="field">The property's name.</param>
    /// <param name="title">The property's name in words.</param>
    /// <param name="text">The name, if there is one.</param>
    public static ResponseError? Shown(string field, string title, string? text)
    {
        if (text is null)
            return null;
        if (text.Length > DisplayNameLength)
            return TooLong(field, title, DisplayNameLength, text.Length);
        return text.Any(char.IsControl) ? Error(field, field, $"'{title}' cannot hold control characters.") : null;
    }

    /// <summary>A field that must hold something and does not.</summary>
    /// <param name="field">The property's name.</param>
    /// <param name="title">The property's name in words.</param>
    public static ResponseError Missing(string field, string title) =>
        Error(field, "NotEmpty", $"'{title}' must not be empty.", ("PropertyName", title));

    /// <summary>One field that broke a rule.</summary>
    public static ResponseError Error(string field, string code, string sentence, params (string Name, string Value)[] meta) =>
        new()
        {
            FieldName = field,
            ErrorCode = code,
            Message = sentence,
            Meta = meta.Length == 0 ? null : meta.ToDictionary(pair => pair.Name, pair => pair.Value),
        };

    private static ResponseError TooLong(string field, string title, int most, int length) =>
        Error(
            field,
            "MaximumLength",
            $"The length of '{title}' must be {most} characters or fewer. You entered {length} characters."
        );

    private static bool IsLocal(string local) =>
        local[^1] != '.'
        && local
            .EnumerateRunes()
            .All(rune => NameLetters.Accepts(rune) || (rune.IsAscii && EmailSigns.Contains((char)rune.Value)));

    private static bool IsDomain(string domain) =>
        domain
            .Split('.')
            .All(label =>
                label.Length is > 0 and <= 63
                && label[0] != '-'
                && label[^1] != '-'
                && label.EnumerateRunes().All(rune => NameLetters.Accepts(rune) || rune.Value == '-')
            );

    private static string Shown(string text) => text.Length <= EmailLength ? text : text[..EmailLength];
}
