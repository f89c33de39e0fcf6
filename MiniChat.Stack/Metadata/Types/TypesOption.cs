using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniChat.Stack.Metadata.Types;

/// <summary>An option of generated types: a query argument, and a line of their head. Its values can only be what stands in no code.</summary>
/// <param name="name">Its name; the query may write it in any case.</param>
/// <param name="kind">What it can be.</param>
/// <param name="usual">What it is where nobody says.</param>
internal sealed partial class TypesOption(string name, OptionKind kind, string usual = "")
{
    private const int LongestValue = 4000;

    public static readonly TypesOption GlobalNamespace = new("GlobalNamespace", OptionKind.Namespace);
    public static readonly TypesOption Package = new("Package", OptionKind.Namespace);
    public static readonly TypesOption AddServiceStackTypes = new("AddServiceStackTypes", OptionKind.Flag, "True");
    public static readonly TypesOption AddResponseStatus = new("AddResponseStatus", OptionKind.Flag, "False");
    public static readonly TypesOption AddImplicitVersion = new("AddImplicitVersion", OptionKind.Number);
    public static readonly TypesOption AddDescriptionAsComments = new("AddDescriptionAsComments", OptionKind.Flag, "True");
    public static readonly TypesOption IncludeTypes = new("IncludeTypes", OptionKind.Types);
    public static readonly TypesOption ExcludeTypes = new("ExcludeTypes", OptionKind.Types);
    public static readonly TypesOption DefaultImports = new("DefaultImports", OptionKind.Imports);

    /// <summary>Leaves the head out, where the options are told; it stands in no head.</summary>
    public static readonly TypesOption WithoutOptions = new("WithoutOptions", OptionKind.Flag, "False");

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What it is where nobody says.</summary>
    public string Usual => usual;

    /// <summary>Reads a value.</summary>
    /// <param name="text">What the query says; not empty.</param>
    /// <exception cref="ServiceException">The option cannot be that.</exception>
    public string Read(string text)
    {
        if (text.Length <= LongestValue && IsRight(text))
            return Canonical(text);
        throw ServiceException.ForField(name, "TypesOption", $"'{name}' can be {Meaning()}.");
    }

    private string Canonical(string text) =>
        kind switch
        {
            OptionKind.Flag => (text is "1" || (bool.TryParse(text, out var on) && on)).ToString(),
            // In some languages a zero in front makes it another number.
            OptionKind.Number => int.Parse(text, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
            _ => text,
        };

    private bool IsRight(string text) =>
        kind switch
        {
            OptionKind.Flag => text is "0" or "1" || bool.TryParse(text, out _),
            OptionKind.Number => Number().IsMatch(text),
            OptionKind.Namespace => Namespace().IsMatch(text),
            OptionKind.Namespaces => Split(text).All(Namespace().IsMatch),
            OptionKind.Types => Split(text).All(Selector().IsMatch),
            OptionKind.Imports => Split(text).All(Import().IsMatch),
            OptionKind.Uri => Uri.TryCreate(text, UriKind.Absolute, out _) && Address().IsMatch(text),
            _ => throw new InvalidOperationException($"No values are known for {kind}."),
        };

    private string Meaning() =>
        kind switch
        {
            OptionKind.Flag => "True or False",
            OptionKind.Number => "a whole number of up to nine digits",
            OptionKind.Namespace => "a name such as Example.Types",
            OptionKind.Namespaces => "names such as Example.Types, parted by commas",
            OptionKind.Types => "Name, Name.*, {tag} or Namespace/*, several parted by commas",
            OptionKind.Imports => "Name:module, several parted by commas",
            OptionKind.Uri => "an absolute URL",
            _ => throw new InvalidOperationException($"No values are known for {kind}."),
        };

    /// <summary>The parts of a list.</summary>
    /// <param name="text">The list, parted by commas.</param>
    public static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\A[0-9]{1,9}\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\z")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\A([A-Za-z_][A-Za-z0-9_]*(\.\*)?|\{[A-Za-z0-9 _.-]+\}(\.\*)?|[A-Za-z_][A-Za-z0-9_.]*/\*)\z")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*:(?!.*//)[@A-Za-z0-9_.][A-Za-z0-9_./@-]*\z")]
    private static partial Regex Import();

    [GeneratedRegex(@"\A[A-Za-z0-9:/._~?=%&#-]+\z")]
    private static partial Regex Address();
}

/// <summary>What an option can be.</summary>
internal enum OptionKind
{
    /// <summary>True or False.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A name, with dots.</summary>
    Namespace,

    /// <summary>Several of them.</summary>
    Namespaces,

    /// <summary>Which types.</summary>
    Types,

    /// <summary>Names and where they come from.</summary>
    Imports,

    /// <summary>An absolute URL.</summary>
    Uri,
}
