using System.Text;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Models.Offline;

/// <summary>Reads what OpenAI's formats hold: messages whose content is a text, a list of parts, or nothing.</summary>
internal static class OfflinePrompt
{
    /// <summary>The messages of a list.</summary>
    public static List<CompletionMessage> Messages(JsonElement list) =>
        [
            .. list.EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.Object)
                .Select(item => new CompletionMessage { Role = Text(item, "role") ?? "user", Content = Content(item) }),
        ];

    /// <summary>A field that is a text, or null.</summary>
    public static string? Text(JsonElement item, string name) =>
        Field(item, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A field that is there and not null, or null.</summary>
    public static JsonElement? Field(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A field that is a whole number, or null.</summary>
    public static int? Number(JsonElement item, string name) =>
        Field(item, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    /// <summary>A schema that a value can be made for.</summary>
    /// <param name="schema">The schema; null where there is none.</param>
    /// <param name="param">The field it came in.</param>
    public static string Schema(JsonElement? schema, string param)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } given)
            throw new OfflineRefusal(400, "The schema must be a JSON object.", param);
        try
        {
            var text = given.GetRawText();
            // Once for the test: in the midst of a stream it would be too late to say so.
            OfflineJson.Write(text, "", []);
            return text;
        }
        catch (ModelException)
        {
            throw new OfflineRefusal(400, "The schema is not a JSON schema.", param);
        }
    }

    private static string Content(JsonElement item)
    {
        var content = Field(item, "content") ?? Field(item, "output");
        if (content is { ValueKind: JsonValueKind.String } text)
            return text.GetString()!;
        if (content is not { ValueKind: JsonValueKind.Array } parts)
            return "";
        var all = new StringBuilder();
        foreach (var part in parts.EnumerateArray())
            all.Append(Text(part, "text"));
        return all.ToString();
    }
}
