using System.Reflection;
using System.Text.Json;
using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Binding;

/// <summary>Sets one property of a message from text.</summary>
internal sealed class FieldBinder
{
    private readonly Action<object, object?> set;
    private readonly ListParser? list;
    private readonly TextParser? parse;
    private readonly Type type;

    public FieldBinder(PropertyInfo property, JsonSerializerOptions json)
    {
        Name = property.Name;
        type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        list = ListParser.For(type, json);
        parse = list is null ? TextParsers.Of(type, json) : null;
        set = PropertyAccess.Setter(property);
    }

    /// <summary>The property's name.</summary>
    public string Name { get; }

    /// <summary>Sets it from a variable of the path.</summary>
    /// <returns>Whether the text is such a value.</returns>
    public bool TrySet(object message, string text)
    {
        if (parse is null || !parse(text, out var value))
            return false;
        set(message, value);
        return true;
    }

    /// <summary>Sets it from the values that its name was given.</summary>
    /// <exception cref="ServiceException">They are not such a value.</exception>
    public void Set(object message, List<string> values)
    {
        if (list is not null)
        {
            if (!list.TryParse(values, out var items))
                throw Refusal($"'{Name}' must be a list such as a,b, or JSON.");
            set(message, items);
            return;
        }
        if (values.Count > 1)
            throw Refusal($"'{Name}' is given more than once.");
        // A bare name is how clients write null.
        if (values[0].Length == 0 && type != typeof(string))
            return;
        if (!TrySet(message, values[0]))
            throw Refusal($"'{Name}' {TextParsers.Wanted(type)}.");
    }

    private ServiceException Refusal(string sentence) => BindingErrors.ForField(Name, sentence);
}
