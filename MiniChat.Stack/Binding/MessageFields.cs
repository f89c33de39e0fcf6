using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniChat.Stack.Binding;

/// <summary>The properties of a message that text can set, by name in any case.</summary>
internal sealed class MessageFields
{
    // Names that clients put into a query for the server, not for the message.
    private static readonly string[] Reserved = ["jsconfig", "format", "callback", "t"];
    private readonly FrozenDictionary<string, FieldBinder> byName;
    private readonly FrozenDictionary<string, FieldBinder>.AlternateLookup<ReadOnlySpan<char>> bySpan;

    public MessageFields(Type message, JsonSerializerOptions json)
    {
        var found = new Dictionary<string, FieldBinder>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in message.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is not { IsPublic: true } || property.IsDefined(typeof(JsonIgnoreAttribute)))
                continue;
            var field = new FieldBinder(property, json);
            found[property.Name] = field;
            if (property.GetCustomAttribute<JsonPropertyNameAttribute>() is { Name: var name })
                found[name] = field;
        }
        byName = found.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        bySpan = byName.GetAlternateLookup<ReadOnlySpan<char>>();
        Create = () => Activator.CreateInstance(message)!;
    }

    /// <summary>Makes an empty message.</summary>
    public Func<object> Create { get; init; }

    /// <summary>The property of a query's or a form's name, or null.</summary>
    public FieldBinder? Find(ReadOnlySpan<char> name)
    {
        foreach (var reserved in Reserved)
        {
            if (name.Equals(reserved, StringComparison.OrdinalIgnoreCase))
                return null;
        }
        return bySpan.TryGetValue(name, out var field) ? field : null;
    }

    /// <summary>The property of a path's variable, or null when nothing can set it.</summary>
    public FieldBinder? Variable(string name) => byName.GetValueOrDefault(name);
}
