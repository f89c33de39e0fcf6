using System.Text.RegularExpressions;

namespace MiniChat.Tests.Support;

/// <summary>One request of a page, and what must come back.</summary>
/// <param name="Line">Where in the page the request stands.</param>
internal sealed record PageExample(int Line, PageMessage Request, PageMessage Response);

/// <summary>A request or a response as a page prints it: the first line, headers, a blank line, the body.</summary>
internal sealed record PageMessage(string Start, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    /// <summary>The header's value, where the page prints it.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static PageMessage Parse(string text)
    {
        var parts = text.Split("\n\n", 2);
        var lines = parts[0].TrimEnd('\n').Split('\n');
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => (pair[0].Trim(), pair[1].Trim()));
        return new PageMessage(lines[0].Trim(), [.. headers], parts.Length > 1 ? parts[1].TrimEnd('\n') : "");
    }
}

/// <summary>Reads the examples of a page: blocks fenced as <c>http</c>, a request and then its response.</summary>
internal static partial class PageExamples
{
    public static IReadOnlyList<PageExample> Of(string page)
    {
        var examples = new List<PageExample>();
        (int Line, PageMessage Message)? asked = null;
        foreach (Match block in Blocks().Matches(page.ReplaceLineEndings("\n")))
        {
            var line = page.AsSpan(0, block.Index).Count('\n') + 2;
            var message = PageMessage.Parse(block.Groups[1].Value);
            if (!message.Start.StartsWith("HTTP/", StringComparison.Ordinal))
            {
                Assert.That(asked, Is.Null, $"The request before line {line} has no response.");
                asked = (line, message);
                continue;
            }
            Assert.That(asked, Is.Not.Null, $"The response at line {line} has no request.");
            examples.Add(new PageExample(asked!.Value.Line, asked.Value.Message, message));
            asked = null;
        }
        Assert.That(asked, Is.Null, "The last request has no response.");
        return examples;
    }

    [GeneratedRegex("^```http\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
