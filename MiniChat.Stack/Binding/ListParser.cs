using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace MiniChat.Stack.Binding;

/// <summary>Reads a list: <c>a,b</c>, <c>[a,b]</c>, JSON, JSV, or the name repeated.</summary>
/// <param name="item">The type of its items.</param>
/// <param name="list">The type of the property.</param>
/// <param name="json">The JSON of the wire.</param>
internal sealed class ListParser(Type item, Type list, JsonSerializerOptions json)
{
    private readonly TextParser parse = TextParsers.Of(item, json);
    private readonly JsonTypeInfo listJson = json.GetTypeInfo(list);
    private readonly Type listType = typeof(List<>).MakeGenericType(item);

    /// <summary>The parser of a type that is a list, or null when it is none that is supported.</summary>
    public static ListParser? For(Type type, JsonSerializerOptions json)
    {
        if (type.IsArray && type != typeof(byte[]))
            return new ListParser(type.GetElementType()!, type, json);
        if (!type.IsGenericType || type.GetGenericArguments() is not [var item])
            return null;
        return type.IsAssignableFrom(typeof(List<>).MakeGenericType(item)) ? new ListParser(item, type, json) : null;
    }

    /// <summary>Reads the values that one name was given.</summary>
    public bool TryParse(List<string> values, out object? value)
    {
        value = null;
        if (values is [var only])
            return TryParseOne(only, out value);
        return TryParseItems(values, out value);
    }

    private bool TryParseOne(string text, out object? value)
    {
        if (text.Length == 0)
            return TryParseItems([], out value);
        return text[0] switch
        {
            '[' => TextParsers.TryDeserialize(text, listJson, out value)
                || TryDeserialize(JsvReader.Read(text, list, json), out value),
            // Clients leave out the brackets of a list of objects.
            '{' => TextParsers.TryDeserialize($"[{text}]", listJson, out value)
                || TryDeserialize(JsvReader.ReadItems(text, item, json), out value),
            _ => TryParseItems(text.Split(','), out value),
        };
    }

    private bool TryDeserialize(JsonNode? jsv, out object? value) =>
        TextParsers.TryDeserialize(jsv?.ToJsonString(), listJson, out value);

    private bool TryParseItems(IReadOnlyList<string> texts, out object? value)
    {
        value = null;
        var items = (IList)Activator.CreateInstance(listType)!;
        foreach (var text in texts)
        {
            if (!parse(text, out var one))
                return false;
            items.Add(one);
        }
        value = list.IsArray ? ToArray(items) : items;
        return true;
    }

    private Array ToArray(IList items)
    {
        var array = Array.CreateInstance(item, items.Count);
        items.CopyTo(array, 0);
        return array;
    }
}
