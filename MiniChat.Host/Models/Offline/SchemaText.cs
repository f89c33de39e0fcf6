using System.Text;
using System.Text.Json;

namespace MiniChat.Host.Models.Offline;

/// <summary>Texts that fit a JSON schema, made from a prompt's words; each differs from the one before.</summary>
internal sealed class SchemaText(List<string> words)
{
    private int next;

    public string Write(JsonElement schema, string name)
    {
        if (schema.TryGetProperty("format", out var format) && OfFormat(format.GetString()) is { } formatted)
            return formatted;
        var number = next++;
        var text = new StringBuilder("Offline ").Append(name).Append(' ').Append(number + 1);
        for (var i = 0; i < Math.Min(3, words.Count); i++)
            text.Append(i == 0 ? ": " : " ").Append(words[(number + i) % words.Count]);
        return Fit(text, schema);
    }

    private static string? OfFormat(string? format) =>
        format switch
        {
            "date-time" => "2026-01-02T03:04:05Z",
            "date" => "2026-01-02",
            "time" => "03:04:05Z",
            "email" => "offline@example.com",
            "uri" => "https://example.com/offline",
            "uuid" => "00000000-0000-4000-8000-000000000000",
            _ => null,
        };

    private static string Fit(StringBuilder text, JsonElement schema)
    {
        const int mostFilled = 10_000;
        var least = SchemaNumber.Read(schema, "minLength") is { } min ? (int)Math.Clamp(min, 0, mostFilled) : 0;
        if (text.Length < least)
            text.Append('.', least - text.Length);
        if (SchemaNumber.Read(schema, "maxLength") is not { } max || text.Length <= max)
            return text.ToString();
        var length = (int)Math.Max(0, max);
        return text.ToString(0, length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);
    }
}
