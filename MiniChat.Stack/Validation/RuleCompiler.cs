using System.Collections;
using System.Reflection;

namespace MiniChat.Stack.Validation;

/// <summary>Makes rules of the Validate attributes, and of what the types say about null.</summary>
internal static class RuleCompiler
{
    /// <summary>Compiles the rules of a message and all it holds.</summary>
    public static MessageRules Compile(Type message) => Compile(message, [], new NullabilityInfoContext());

    private static MessageRules Compile(Type type, Dictionary<Type, MessageRules> known, NullabilityInfoContext nulls)
    {
        if (known.TryGetValue(type, out var found))
            return found;
        // Known before its properties are looked at, since a type may hold itself.
        var rules = known[type] = new MessageRules();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (
                property.GetIndexParameters().Length == 0
                && property.CanRead
                && Compile(type, property, known, nulls) is { } compiled
            )
                rules.Add(compiled);
        }
        return rules;
    }

    private static PropertyRules? Compile(
        Type type,
        PropertyInfo property,
        Dictionary<Type, MessageRules> known,
        NullabilityInfoContext nulls
    )
    {
        var nullability = nulls.Create(property);
        List<PropertyRule> own = [.. property.GetCustomAttributes<ValidateAttribute>().Select(a => RuleOf(type, property, a))];
        var mayBeNull = property.PropertyType.IsValueType || nullability.WriteState != NullabilityState.NotNull;
        if (!mayBeNull && property.CanWrite && !own.Exists(r => r is NotEmptyRule))
            own.Insert(0, new NotNullRule());
        if (
            (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is var number
            && (number == typeof(double) || number == typeof(float))
        )
            own.Add(new FiniteRule());
        // What ends the checks comes first: of nothing, no other rule has anything to say.
        own = [.. own.OrderBy(r => r.IsFinal ? 0 : 1)];

        var item = ItemOf(property.PropertyType);
        var held = item ?? property.PropertyType;
        var inner = IsObject(held) ? Compile(held, known, nulls) : null;
        var refusesNullItems = item is { IsValueType: false } && ItemNullability(nullability) == NullabilityState.NotNull;
        return own.Count == 0 && inner is null && !refusesNullItems
            ? null
            : new PropertyRules(new CheckedProperty(property), [.. own], inner, refusesNullItems);
    }

    private static PropertyRule RuleOf(Type type, PropertyInfo property, ValidateAttribute attribute)
    {
        var valueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        PropertyRule? rule = attribute switch
        {
            ValidateNotEmptyAttribute => new NotEmptyRule(valueType != property.PropertyType),
            ValidateMaximumLengthAttribute a when valueType == typeof(string) => new MaximumLengthRule(a.Length),
            ValidateEmailAttribute when valueType == typeof(string) => new EmailRule(),
            ValidateInclusiveBetweenAttribute a when Number.Is(valueType) => new InclusiveBetweenRule(a.From, a.To),
            ValidateGreaterThanAttribute a when Number.Is(valueType) => new GreaterThanRule(a.Bound),
            _ => null,
        };
        return rule
            ?? throw new InvalidOperationException(
                $"{type.Name}.{property.Name} has the rule {attribute.GetType().Name}, which is not for a {valueType.Name}."
            );
    }

    private static Type? ItemOf(Type type)
    {
        if (type == typeof(string) || !type.IsAssignableTo(typeof(IEnumerable)) || type.IsAssignableTo(typeof(IDictionary)))
            return null;
        if (type.IsArray)
            return type.GetElementType();
        return type is { IsGenericType: true } && type.GetGenericArguments() is [var item] ? item : null;
    }

    private static NullabilityState ItemNullability(NullabilityInfo list) =>
        list.ElementType?.WriteState ?? (list.GenericTypeArguments is [var item] ? item.WriteState : NullabilityState.Unknown);

    // Only the product's own classes hold rules; the framework's would be looked through for nothing.
    private static bool IsObject(Type type) =>
        type is { IsClass: true }
        && type != typeof(string)
        && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true;
}
