using System.Collections;
using System.Reflection;
using System.Text;
using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Validation;

/// <summary>A property that rules speak of.</summary>
internal sealed class CheckedProperty
{
    private const int LongestShown = 100;
    private static readonly string[] SecretWords = ["Password", "Token", "Secret", "Key"];
    private readonly bool isSecret;

    public CheckedProperty(PropertyInfo property)
    {
        Name = property.Name;
        DisplayName = Split(property.Name);
        // Numbers are no secrets: MaxTokens is none.
        var isNumber = Number.Is(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        isSecret = !isNumber && Array.Exists(SecretWords, w => property.Name.Contains(w, StringComparison.OrdinalIgnoreCase));
        Read = PropertyAccess.Reader(property);
    }

    /// <summary>The property's name: <c>MaxTokens</c>.</summary>
    public string Name { get; }

    /// <summary>The name as sentences say it: <c>Max Tokens</c>.</summary>
    public string DisplayName { get; }

    /// <summary>Reads it.</summary>
    public Func<object, object?> Read { get; }

    /// <summary>The value as an error may show it: short, and never a secret.</summary>
    public string? Show(object? value)
    {
        if (isSecret || value is null)
            return null;
        var text = value is IEnumerable and not string
            ? "[]"
            : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
        if (text.Length <= LongestShown)
            return text;
        // Half of a surrogate pair would be no text.
        return text[..(char.IsHighSurrogate(text[LongestShown - 1]) ? LongestShown - 1 : LongestShown)];
    }

    private static string Split(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append(' ');
            text.Append(letter);
        }
        return text.ToString();
    }
}
