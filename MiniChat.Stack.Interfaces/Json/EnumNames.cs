using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;

namespace MiniChat.Stack.Json;

/// <summary>The names of an enum's values on the wire.</summary>
public static class EnumNames
{
    private static readonly ConcurrentDictionary<Type, Names> Known = new();

    private sealed record Names(Dictionary<string, object> ByName, Dictionary<object, string> ByValue);

    /// <summary>All names of the enum, in the order they are declared.</summary>
    /// <param name="type">The enum.</param>
    public static IEnumerable<string> Of(Type type) => Find(type).ByValue.Values;

    /// <summary>The value's name on the wire; its number when it has none.</summary>
    /// <param name="type">The enum.</param>
    /// <param name="value">The value.</param>
    public static string Format(Type type, object value) =>
        Find(type).ByValue.TryGetValue(value, out var name) ? name : Enum.Format(type, value, "D");

    /// <summary>Reads a name in any case, or the number of a declared value.</summary>
    /// <param name="type">The enum.</param>
    /// <param name="text">The text.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the enum has it.</returns>
    public static bool TryParse(Type type, string? text, out object value)
    {
        value = default!;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        var names = Find(type);
        if (names.ByName.TryGetValue(text, out var found))
        {
            value = found;
            return true;
        }
        if (!long.TryParse(text, out var number))
            return false;
        value = Enum.ToObject(type, number);
        return names.ByValue.ContainsKey(value);
    }

    private static Names Find(Type type) =>
        Known.GetOrAdd(
            type,
            static t =>
            {
                var names = new Names(new(StringComparer.OrdinalIgnoreCase), []);
                foreach (var field in t.GetFields(BindingFlags.Public | BindingFlags.Static))
                {
                    var value = field.GetValue(null)!;
                    var wire = field.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? field.Name;
                    names.ByName[field.Name] = value;
                    names.ByName[wire] = value;
                    names.ByValue.TryAdd(value, wire);
                }
                return names;
            }
        );
}
