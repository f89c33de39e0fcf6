using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace MiniChat.Stack.Binding;

/// <summary>
/// Reads JSV, the way in which ServiceStack's clients write complex values into a query: JSON without the quotes that can be spared,
/// <c>{Id:5,Name:"n ""q"""}</c>, where a quote within quotes is doubled. The types say what a text without quotes is.
/// </summary>
/// <remarks>Source of the format: queries of the published C# clients.</remarks>
internal ref struct JsvReader
{
    private const int MostLevels = 64;

    private readonly ReadOnlySpan<char> text;
    private readonly JsonSerializerOptions json;
    private int at;
    private int level;

    private JsvReader(ReadOnlySpan<char> text, JsonSerializerOptions json)
    {
        this.text = text;
        this.json = json;
    }

    /// <summary>Reads a value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">Its type.</param>
    /// <param name="json">The JSON of the wire, which names the properties.</param>
    /// <returns>The value as JSON, or null when the text is no such value.</returns>
    public static JsonNode? Read(ReadOnlySpan<char> text, Type type, JsonSerializerOptions json)
    {
        var reader = new JsvReader(text, json);
        return reader.TryValue(json.GetTypeInfo(type), out var value) && reader.at == text.Length ? value : null;
    }

    /// <summary>Reads the items of a list that stand without brackets: <c>{Id:1},{Id:2}</c>.</summary>
    /// <returns>The list as JSON, or null when the text is none.</returns>
    public static JsonNode? ReadItems(ReadOnlySpan<char> text, Type item, JsonSerializerOptions json)
    {
        var reader = new JsvReader(text, json);
        return reader.TryItems(json.GetTypeInfo(item), end: '\0', out var items) ? items : null;
    }

    private bool TryValue(JsonTypeInfo? type, out JsonNode? value)
    {
        value = null;
        if (at == text.Length || ++level > MostLevels)
            return false;
        var isRead = text[at] switch
        {
            '{' when type is not { Kind: JsonTypeInfoKind.None } => TryObject(type, out value),
            '[' when type is not { Kind: JsonTypeInfoKind.None } => TryList(type, out value),
            _ => TryScalar(type?.Type, out value),
        };
        level--;
        return isRead;
    }

    private bool TryObject(JsonTypeInfo? type, out JsonNode? value)
    {
        var made = new JsonObject();
        value = made;
        at++;
        if (Take('}'))
            return true;
        do
        {
            if (!TryText(':', out var name) || !Take(':') || !TryValue(TypeOf(type, name), out var one))
                return false;
            if (!made.TryAdd(name, one))
                return false;
        } while (Take(','));
        return Take('}');
    }

    private bool TryList(JsonTypeInfo? type, out JsonNode? value)
    {
        at++;
        var item = type?.ElementType is { } element ? json.GetTypeInfo(element) : null;
        return TryItems(item, end: ']', out value);
    }

    private bool TryItems(JsonTypeInfo? item, char end, out JsonNode? value)
    {
        var made = new JsonArray();
        value = made;
        if (end != '\0' && Take(end))
            return true;
        do
        {
            if (!TryValue(item, out var one))
                return false;
            made.Add(one);
        } while (Take(','));
        return end == '\0' ? at == text.Length : Take(end);
    }

    private bool TryScalar(Type? type, out JsonNode? value)
    {
        value = null;
        var isQuoted = at < text.Length && text[at] == '"';
        if (!TryText('\0', out var scalar))
            return false;
        type = Nullable.GetUnderlyingType(type ?? typeof(string)) ?? type;
        if (type == typeof(bool) && bool.TryParse(scalar, out var flag))
            value = JsonValue.Create(flag);
        else if (isQuoted || scalar.Length > 0)
            value = JsonValue.Create(scalar);
        return true;
    }

    /// <summary>Reads a name or a plain value: in quotes, or up to what ends it.</summary>
    private bool TryText(char colon, out string read)
    {
        if (at < text.Length && text[at] == '"')
            return TryQuoted(out read);
        var rest = text[at..];
        var length = colon == ':' ? rest.IndexOfAny(",}]:") : rest.IndexOfAny(",}]");
        read = (length < 0 ? rest : rest[..length]).Trim().ToString();
        at += length < 0 ? rest.Length : length;
        return !read.AsSpan().ContainsAny("\"{[");
    }

    private bool TryQuoted(out string read)
    {
        var made = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
                made.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"')
                made.Append(text[++at]);
            else
            {
                at++;
                read = made.ToString();
                return true;
            }
        }
        read = "";
        return false;
    }

    private bool Take(char wanted)
    {
        if (at == text.Length || text[at] != wanted)
            return false;
        at++;
        return true;
    }

    private readonly JsonTypeInfo? TypeOf(JsonTypeInfo? owner, string name)
    {
        if (owner?.Kind == JsonTypeInfoKind.Dictionary)
            return json.GetTypeInfo(owner.ElementType!);
        foreach (var property in owner?.Properties ?? [])
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return json.GetTypeInfo(property.PropertyType);
        }
        return null;
    }
}
