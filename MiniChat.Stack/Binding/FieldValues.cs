namespace MiniChat.Stack.Binding;

/// <summary>The values of a query or a form, by property; names that are none are passed over.</summary>
internal sealed class FieldValues(MessageFields fields)
{
    private readonly Dictionary<FieldBinder, List<string>> values = [];

    /// <summary>Takes a pair.</summary>
    public void Add(ReadOnlySpan<char> name, string value)
    {
        if (fields.Find(name) is not { } field)
            return;
        if (!values.TryGetValue(field, out var list))
            values[field] = list = [];
        list.Add(value);
    }

    /// <summary>Sets the message's properties.</summary>
    /// <exception cref="ServiceException">A value is not of its property's type.</exception>
    public void Apply(object message)
    {
        foreach (var (field, texts) in values)
            field.Set(message, texts);
    }
}
