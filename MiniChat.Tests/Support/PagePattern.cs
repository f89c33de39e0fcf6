using System.Text;
using System.Text.RegularExpressions;

namespace MiniChat.Tests.Support;

/// <summary>
/// What a page prints, as a pattern: <c>…</c> stands for any text within a line, a line that is nothing else for any number of
/// lines, and <c>{name}</c> for a value that later examples of the page use.
/// </summary>
internal sealed partial class PagePattern(Dictionary<string, string> values)
{
    /// <summary>Puts the values that are known in the place of their names.</summary>
    public string Fill(string text) =>
        Names().Replace(text, match => values.GetValueOrDefault(match.Groups[1].Value, match.Value));

    /// <summary>Whether the text is as printed; what it names is remembered.</summary>
    public bool Matches(string printed, string text)
    {
        var match = Regex.Match(text, $"^{PatternOf(Fill(printed))}$", RegexOptions.None, TimeSpan.FromSeconds(10));
        foreach (var group in match.Groups.Values.Where(group => group.Success && !char.IsAsciiDigit(group.Name[0])))
            values[group.Name] = group.Value;
        return match.Success;
    }

    /// <summary>JSON without the blanks between its parts; also when <c>…</c> stands in it where JSON has none.</summary>
    public static string Dense(string json)
    {
        var dense = new StringBuilder();
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '"')
                inText = !inText;
            else if (inText && json[i] == '\\')
                dense.Append(json[i++]);
            if (inText || !char.IsWhiteSpace(json[i]))
                dense.Append(json[i]);
        }
        return dense.ToString();
    }

    private static string PatternOf(string printed)
    {
        var pattern = new StringBuilder();
        var seen = new HashSet<string>();
        // Events are parted by blank lines: one that is left out takes one of those around it along.
        printed = printed.Replace("\n\n…\n\n", "\n…\n", StringComparison.Ordinal);
        foreach (var line in printed.Split('\n'))
        {
            if (pattern.Length > 0 && line != "…")
                pattern.Append('\n');
            if (line == "…")
                pattern.Append(pattern.Length > 0 ? "(?:\n[^\n]*)*" : "(?:[^\n]*\n)*[^\n]*");
            else
                pattern.Append(LineOf(line, seen));
        }
        return pattern.ToString();
    }

    private static string LineOf(string line, HashSet<string> seen)
    {
        var pattern = Regex.Escape(line).Replace("…", "[^\n]*?", StringComparison.Ordinal);
        // Regex.Escape leaves a closing brace as it is. A name that stands twice is the same value twice.
        return EscapedNames()
            .Replace(
                pattern,
                match =>
                    seen.Add(match.Groups[1].Value)
                        ? $"(?<{match.Groups[1].Value}>[^\"\\s,:;]+)"
                        : $"\\k<{match.Groups[1].Value}>"
            );
    }

    [GeneratedRegex(@"\{([A-Za-z]\w*)\}")]
    private static partial Regex Names();

    [GeneratedRegex(@"\\\{([A-Za-z]\w*)\}")]
    private static partial Regex EscapedNames();
}
