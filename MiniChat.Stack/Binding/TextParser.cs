using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniChat.Stack.Json;

namespace MiniChat.Stack.Binding;

/// <summary>Reads a value of a query, a form or a path.</summary>
internal delegate bool TextParser(string text, out object? value);

/// <summary>The parsers of the types, and what each wants.</summary>
internal static class TextParsers
{
    /// <summary>The parser of a type.</summary>
    public static TextParser Of(Type type, JsonSerializerOptions json)
    {
        if (type.IsEnum)
            return (string text, out object? value) => EnumNames.TryParse(type, text, out value!);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => Text,
            TypeCode.Boolean => Boolean,
            TypeCode.Byte => Whole<byte>,
            TypeCode.Int16 => Whole<short>,
            TypeCode.Int32 => Whole<int>,
            TypeCode.Int64 => Whole<long>,
            TypeCode.UInt32 => Whole<uint>,
            TypeCode.UInt64 => Whole<ulong>,
            TypeCode.Decimal => Fraction<decimal>,
            TypeCode.Single => Fraction<float>,
            TypeCode.Double => Fraction<double>,
            TypeCode.DateTime => Date,
            _ when type == typeof(Guid) => Id,
            _ => Json(type, json),
        };
    }

    /// <summary>What a type's text must be, as the end of a sentence.</summary>
    public static string Wanted(Type type)
    {
        if (type.IsEnum)
            return $"must be one of {string.Join(", ", EnumNames.Of(type))}";
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "must be true or false",
            TypeCode.DateTime => "must be a date such as 2026-01-02T03:04:05Z",
            TypeCode.Decimal or TypeCode.Single or TypeCode.Double => "must be a number",
            >= TypeCode.SByte and <= TypeCode.UInt64 => "must be a whole number",
            _ when type == typeof(Guid) => "must be a UUID",
            _ => "cannot be read; complex values are written as JSON or JSV",
        };
    }

    private static bool Text(string text, out object? value)
    {
        value = text;
        return true;
    }

    private static bool Boolean(string text, out object? value)
    {
        var isBoolean = bool.TryParse(text, out var found);
        value = found;
        return isBoolean;
    }

    private static bool Whole<T>(string text, out object? value)
        where T : INumberBase<T> => Number<T>(text, NumberStyles.AllowLeadingSign, out value);

    private static bool Fraction<T>(string text, out object? value)
        where T : INumberBase<T> =>
        Number<T>(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, out value);

    private static bool Number<T>(string text, NumberStyles style, out object? value)
        where T : INumberBase<T>
    {
        var isNumber = T.TryParse(text, style, CultureInfo.InvariantCulture, out var found) && T.IsFinite(found);
        value = found;
        return isNumber;
    }

    private static bool Date(string text, out object? value)
    {
        var isDate = WireDates.TryParse(text, out var found);
        value = found.UtcDateTime;
        return isDate;
    }

    private static bool Id(string text, out object? value)
    {
        var isId = Guid.TryParse(text, out var found);
        value = found;
        return isId;
    }

    private static TextParser Json(Type type, JsonSerializerOptions json)
    {
        var info = json.GetTypeInfo(type);
        return (string text, out object? value) =>
        {
            // Objects and lists are JSON already; what is written plainly (a span, an address) is JSON text in quotes.
            var isJson = text.AsSpan().TrimStart() is ['{' or '[' or '"', ..];
            return TryDeserialize(isJson ? text : JsonSerializer.Serialize(text), info, out value)
                || (isJson && TryDeserialize(JsvReader.Read(text, type, json)?.ToJsonString(), info, out value));
        };
    }

    /// <summary>Reads JSON of a type; no text is none.</summary>
    internal static bool TryDeserialize(string? text, JsonTypeInfo info, out object? value)
    {
        value = null;
        try
        {
            value = text is null ? null : JsonSerializer.Deserialize(text, info);
            return value is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
