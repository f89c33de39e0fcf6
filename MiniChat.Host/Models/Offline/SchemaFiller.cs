using System.Text.Json;

namespace MiniChat.Host.Models.Offline;

/// <summary>Writes a value that fits a JSON schema, made from a prompt's words.</summary>
internal sealed class SchemaFiller(JsonElement root, Utf8JsonWriter json, List<string> words)
{
    private const int UsualItems = 3;
    private const int MostItems = 1000;

    // Deeper than this only what is required is written, so that a schema that holds itself comes to an end.
    private const int UsualDepth = 6;
    private const int MostDepth = 48;
    private const int UsualValues = 2000;
    private const int MostValues = 5000;

    private int values;
    private int chosen;
    private readonly SchemaText texts = new(words);

    public void Fill() => Write(root, "answer", 0);

    private void Write(JsonElement schema, string name, int depth)
    {
        schema = Follow(schema);
        if (depth > MostDepth || ++values > MostValues || schema.ValueKind != JsonValueKind.Object)
        {
            json.WriteNullValue();
            return;
        }
        if (schema.TryGetProperty("const", out var value))
        {
            value.WriteTo(json);
            return;
        }
        if (
            schema.TryGetProperty("enum", out var choices)
            && choices.ValueKind == JsonValueKind.Array
            && choices.GetArrayLength() > 0
        )
        {
            choices[chosen++ % choices.GetArrayLength()].WriteTo(json);
            return;
        }
        switch (TypeOf(schema))
        {
            case "object":
                WriteObject(schema, depth);
                return;
            case "array":
                WriteArray(schema, name, depth);
                return;
            case "integer":
                json.WriteNumberValue(SchemaNumber.Whole(schema));
                return;
            case "number":
                json.WriteNumberValue(SchemaNumber.Any(schema));
                return;
            case "boolean":
                json.WriteBooleanValue(true);
                return;
            case "null":
                json.WriteNullValue();
                return;
            default:
                json.WriteStringValue(texts.Write(schema, name));
                return;
        }
    }

    /// <summary>Goes through references and first branches to what the value must fit.</summary>
    private JsonElement Follow(JsonElement schema)
    {
        for (var steps = 0; steps < 32 && schema.ValueKind == JsonValueKind.Object; steps++)
        {
            if (schema.TryGetProperty("$ref", out var reference))
                schema = Resolve(reference.GetString());
            else if ((FirstOf(schema, "anyOf") ?? FirstOf(schema, "oneOf") ?? FirstOf(schema, "allOf")) is { } branch)
                schema = branch;
            else
                break;
        }
        return schema;
    }

    private JsonElement Resolve(string? reference)
    {
        var found = root;
        // "#" alone is the whole schema; else a path of names.
        foreach (var part in (reference ?? "").TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = part.Replace("~1", "/").Replace("~0", "~");
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                return default;
        }
        return found;
    }

    private static JsonElement? FirstOf(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var branches)
        && branches.ValueKind == JsonValueKind.Array
        && branches.GetArrayLength() > 0
            ? branches[0]
            : null;

    private static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object"
                : schema.TryGetProperty("items", out _) ? "array"
                : "string";
        if (type.ValueKind != JsonValueKind.Array)
            return type.GetString() ?? "string";
        foreach (var one in type.EnumerateArray())
        {
            if (!one.ValueEquals("null"))
                return one.GetString() ?? "string";
        }
        return "null";
    }

    private void WriteObject(JsonElement schema, int depth)
    {
        json.WriteStartObject();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (IsDeep(depth) && !IsRequired(schema, property.Name))
                    continue;
                json.WritePropertyName(property.Name);
                Write(property.Value, property.Name, depth + 1);
            }
        }
        json.WriteEndObject();
    }

    private bool IsDeep(int depth) => depth >= UsualDepth || values > UsualValues;

    private static bool IsRequired(JsonElement schema, string name)
    {
        if (!schema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var one in required.EnumerateArray())
        {
            if (one.ValueEquals(name))
                return true;
        }
        return false;
    }

    private void WriteArray(JsonElement schema, string name, int depth)
    {
        var least = SchemaNumber.Read(schema, "minItems") is { } min ? (int)Math.Clamp(min, 0, MostItems) : (int?)null;
        var most = SchemaNumber.Read(schema, "maxItems") is { } max ? (int)Math.Clamp(max, 0, MostItems) : MostItems;
        var count = IsDeep(depth) ? least ?? 0 : Math.Min(least ?? UsualItems, most);
        json.WriteStartArray();
        schema.TryGetProperty("items", out var items);
        for (var i = 0; i < count; i++)
            Write(items, name, depth + 1);
        json.WriteEndArray();
    }
}
