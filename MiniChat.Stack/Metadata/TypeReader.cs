using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniChat.Stack.Metadata;

/// <summary>Reads what a type of C# is on the wire.</summary>
internal static class TypeReader
{
    private static readonly Dictionary<Type, ScalarKind> Scalars = new()
    {
        [typeof(string)] = ScalarKind.Text,
        [typeof(char)] = ScalarKind.Text,
        [typeof(Uri)] = ScalarKind.Text,
        [typeof(bool)] = ScalarKind.Boolean,
        [typeof(byte)] = ScalarKind.Byte,
        [typeof(sbyte)] = ScalarKind.Short,
        [typeof(short)] = ScalarKind.Short,
        [typeof(ushort)] = ScalarKind.Int,
        [typeof(int)] = ScalarKind.Int,
        [typeof(uint)] = ScalarKind.Long,
        [typeof(long)] = ScalarKind.Long,
        [typeof(ulong)] = ScalarKind.Decimal,
        [typeof(float)] = ScalarKind.Float,
        [typeof(double)] = ScalarKind.Double,
        [typeof(decimal)] = ScalarKind.Decimal,
        [typeof(Guid)] = ScalarKind.Guid,
        [typeof(DateTime)] = ScalarKind.Moment,
        [typeof(DateTimeOffset)] = ScalarKind.Moment,
        [typeof(TimeSpan)] = ScalarKind.Span,
        [typeof(DateOnly)] = ScalarKind.Day,
        [typeof(TimeOnly)] = ScalarKind.TimeOfDay,
        [typeof(byte[])] = ScalarKind.Bytes,
    };

    /// <summary>What a property holds.</summary>
    /// <param name="property">The property.</param>
    /// <param name="nulls">Knows what may be null.</param>
    public static TypeRef Read(PropertyInfo property, NullabilityInfoContext nulls)
    {
        var nullability = nulls.Create(property);
        return Read(property.PropertyType, nullability.ReadState != NullabilityState.NotNull, nullability);
    }

    /// <summary>What a response is.</summary>
    /// <param name="type">The type.</param>
    public static TypeRef Read(Type type) => Read(type, isNullable: false, nullability: null);

    /// <summary>The name of a class or an enum: its own, with those of its arguments.</summary>
    /// <param name="type">The type.</param>
    public static string NameOf(Type type) =>
        type.IsGenericType
            ? type.Name[..type.Name.IndexOf('`')] + string.Concat(type.GetGenericArguments().Select(NameOf))
            : type.Name;

    private static TypeRef Read(Type type, bool isNullable, NullabilityInfo? nullability)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Read(underlying, isNullable: true, nullability);
        if (type.IsValueType)
            isNullable = nullability?.ReadState == NullabilityState.Nullable || (nullability is null && isNullable);
        if (Scalars.TryGetValue(type, out var scalar))
            return new TypeRef(type, TypeShape.Scalar, isNullable) { Scalar = scalar };
        if (type == typeof(object) || type == typeof(JsonElement) || type.IsAssignableTo(typeof(JsonNode)))
            return new TypeRef(typeof(object), TypeShape.Any, isNullable);
        if (DictionaryItem(type) is { } value)
            return Holding(TypeShape.Dictionary, value, nullability is { GenericTypeArguments: [_, var inner] } ? inner : null);
        if (ListItem(type) is { } item)
            return Holding(
                TypeShape.List,
                item,
                nullability?.ElementType ?? (nullability is { GenericTypeArguments: [var only] } ? only : null)
            );
        return new TypeRef(type, TypeShape.Named, isNullable) { Name = NameOf(type) };

        TypeRef Holding(TypeShape shape, Type held, NullabilityInfo? inner) =>
            new(type, shape, isNullable) { Item = Read(held, inner is { ReadState: NullabilityState.Nullable }, inner) };
    }

    private static Type? DictionaryItem(Type type) =>
        GenericOf(type, typeof(IDictionary<,>)) is { } mutable ? mutable.GetGenericArguments()[1]
        : GenericOf(type, typeof(IReadOnlyDictionary<,>)) is { } readOnly ? readOnly.GetGenericArguments()[1]
        : null;

    private static Type? ListItem(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        if (!type.IsAssignableTo(typeof(IEnumerable)))
            return null;
        return GenericOf(type, typeof(IEnumerable<>))?.GetGenericArguments()[0];
    }

    private static Type? GenericOf(Type type, Type open) =>
        type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == open);
}
