using System.Text;
using System.Text.Encodings.Web;

namespace MiniChat.Stack.Metadata;

/// <summary>The pages for people: plain HTML that needs no script and no style.</summary>
internal static class OperationsPage
{
    /// <summary>What the pages may load: nothing.</summary>
    public const string Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Writes the list of messages, by their groups.</summary>
    public static string Write(ApiModel model, string serviceName)
    {
        var page = Begin($"The messages of {serviceName}");
        page.Append(
            "<p>As types: <a href=\"/types\">/types</a>. As JSON: <a href=\"/metadata/app.json\">/metadata/app.json</a>.</p>\n"
        );
        foreach (var group in model.Operations.GroupBy(operation => operation.Tags.FirstOrDefault() ?? "other"))
        {
            page.Append($"<h2>{Encode(group.Key)}</h2>\n<dl>\n");
            foreach (var operation in group)
                AppendOperation(page, operation);
            page.Append("</dl>\n");
        }
        return page.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>Writes the list of the types' languages.</summary>
    public static string WriteTypes(IEnumerable<(string Name, string Url)> links, string serviceName)
    {
        var page = Begin($"The types of {serviceName}").Append("<ul>\n");
        foreach (var (name, url) in links)
            page.Append($"<li><a href=\"{Encode(url)}\">{Encode(name)}</a></li>\n");
        return page.Append("</ul>\n</body>\n</html>\n").ToString();
    }

    private static StringBuilder Begin(string title) =>
        new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append($"<title>{Encode(title)}</title>\n</head>\n<body>\n<h1>{Encode(title)}</h1>\n");

    private static void AppendOperation(StringBuilder page, ApiOperation operation)
    {
        var name = Encode(operation.Request.Name);
        page.Append($"<dt id=\"{name}\"><strong>{name}</strong></dt>\n");
        if (operation.Request.Summary is { } summary)
            page.Append($"<dd>{Encode(summary)}</dd>\n");
        var addresses = operation
            .Routes.Select(route => $"{string.Join(' ', route.Verbs)} {route.Path}")
            .Append($"{string.Join(' ', operation.Verbs)} /api/{operation.Request.Name}");
        foreach (var address in addresses)
            page.Append($"<dd><code>{Encode(address)}</code></dd>\n");
        page.Append($"<dd>{Encode(AnswerOf(operation))} {Encode(CallersOf(operation))}</dd>\n");
    }

    private static string AnswerOf(ApiOperation operation)
    {
        if (operation.IsVoid)
            return "Nothing comes back.";
        if (operation.OnlyStreams)
            return "A stream of events comes back.";
        var answer = operation.Response!.NameInside ?? "JSON";
        return operation.Streams ? $"{answer} comes back, or a stream of events." : $"{answer} comes back.";
    }

    private static string CallersOf(ApiOperation operation) =>
        operation switch
        {
            { RequiredRole: { } role } => $"For the role {role}.",
            { RequiredScope: { } scope } => $"For who has signed in, and API keys with the scope {scope}.",
            { RequiresAuthentication: true } => "For who has signed in.",
            _ => "For everybody.",
        };

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
