using System.Text.Json;

namespace MiniChat.Host.Identity;

/// <summary>An object that a provider wrote: claims, or tokens. What is not of the right kind is not there.</summary>
internal sealed class ProviderClaims
{
    /// <summary>The most characters of a subject (OpenID Connect Core, 2).</summary>
    public const int LongestSubject = 255;

    // A name twice could mean one thing here and another there.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly JsonElement _json;

    private ProviderClaims(JsonElement json) => _json = json;

    /// <summary>The object of a body; null when it is none.</summary>
    public static ProviderClaims? Parse(ReadOnlyMemory<byte> body) =>
        ParseAny(body) is { ValueKind: JsonValueKind.Object } json ? new ProviderClaims(json) : null;

    /// <summary>The objects of a body's list; null when it is none.</summary>
    public static IReadOnlyList<ProviderClaims>? ParseList(ReadOnlyMemory<byte> body) =>
        ParseAny(body) is { ValueKind: JsonValueKind.Array } json
            ?
            [
                .. json.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.Object)
                    .Select(item => new ProviderClaims(item)),
            ]
            : null;

    /// <summary>A text; null when there is none, or a blank one.</summary>
    public string? Text(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && TextOf(value) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : null;

    /// <summary>Who it is: a text, or a whole number as its digits; null when it cannot be that.</summary>
    public string? Subject(string name)
    {
        var text = Find(name) switch
        {
            { ValueKind: JsonValueKind.String } value => TextOf(value),
            // As it was written: a number may be larger than any type.
            { ValueKind: JsonValueKind.Number } value when value.GetRawText().All(char.IsAsciiDigit) => value.GetRawText(),
            _ => null,
        };
        return text is { Length: > 0 and <= LongestSubject } && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl)
            ? text
            : null;
    }

    /// <summary>Whether a flag is set; some providers write it as a text.</summary>
    public bool Flag(string name) => Find(name) is { ValueKind: JsonValueKind.True } || Text(name) == "true";

    /// <summary>Whether there are several audiences.</summary>
    public bool HasSeveral(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 1;

    private static JsonElement? ParseAny(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.Clone();
        }
        // The second: a name that is no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private JsonElement? Find(string name) => _json.TryGetProperty(name, out var value) ? value : null;

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half a character.
            return null;
        }
    }
}
