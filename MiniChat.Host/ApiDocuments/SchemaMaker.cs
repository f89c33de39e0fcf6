using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using MiniChat.Stack;
using MiniChat.Stack.Json;
using MiniChat.Stack.Metadata;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Schemas of what is on the wire: names and types of the JSON that is written, rules of the attributes, words of the docstrings.</summary>
/// <param name="json">The JSON of the wire.</param>
/// <param name="comments">The docstrings.</param>
/// <param name="document">Where objects and enums become components.</param>
internal sealed class SchemaMaker(JsonSerializerOptions json, DocComments comments, OpenApiDocument document)
{
    private readonly NullabilityInfoContext _nulls = new();
    private readonly Dictionary<string, (Type Type, bool IsSent)> _known = [];

    /// <summary>The schema of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isSent">Whether clients send it: then fields may be left out that have no rule.</param>
    /// <param name="without">Fields that are sent elsewhere, in the path.</param>
    internal IOpenApiSchema Of(Type type, bool isSent, params IReadOnlyList<string> without)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (SimpleOf(type) is { } simple)
            return simple;
        if (type.IsAssignableTo(typeof(IDictionary)))
        {
            return new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = Of(type.GetGenericArguments()[1], isSent),
            };
        }
        if (type.IsAssignableTo(typeof(IEnumerable)))
        {
            var item = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(item, isSent) };
        }
        return ComponentOf(type, isSent, without);
    }

    /// <summary>The fields of an object, with their schemas and whether they must be there.</summary>
    internal IEnumerable<(JsonPropertyInfo Json, PropertyInfo Property, IOpenApiSchema Schema, bool IsRequired)> FieldsOf(
        Type type,
        bool isSent
    )
    {
        foreach (var field in json.GetTypeInfo(type).Properties)
        {
            var property = type.GetProperties()
                .First(one => one.Name.Equals(ClrNameOf(field), StringComparison.OrdinalIgnoreCase));
            var schema = Of(field.PropertyType, isSent);
            schema.Description = SummaryOf(property) ?? schema.Description;
            if (isSent && schema is OpenApiSchema own)
                Restrict(own, property);
            var isAlwaysThere = property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.Never;
            if (isAlwaysThere && schema is OpenApiSchema nullable)
                nullable.Type |= JsonSchemaType.Null;
            yield return (field, property, schema, isAlwaysThere || IsRequired(property, isSent));
        }
    }

    /// <summary>Whether nothing is left of an object without some of its fields.</summary>
    internal bool IsEmpty(Type type, IReadOnlyList<string> without) =>
        json.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } known
        && known.Properties.All(field => without.Contains(field.Name, StringComparer.OrdinalIgnoreCase));

    // A property may inherit its words from an interface.
    private string? SummaryOf(PropertyInfo property) =>
        comments.SummaryOf(property)
        ?? property
            .DeclaringType!.GetInterfaces()
            .Select(contract => contract.GetProperty(property.Name))
            .OfType<PropertyInfo>()
            .Select(inherited => comments.SummaryOf(inherited))
            .FirstOrDefault();

    private static string ClrNameOf(JsonPropertyInfo field) =>
        (field.AttributeProvider as MemberInfo)?.Name ?? field.Name.Replace("_", "", StringComparison.Ordinal);

    private static OpenApiSchema? SimpleOf(Type type)
    {
        if (type == typeof(object))
            return new OpenApiSchema();
        if (type.IsAssignableTo(typeof(JsonNode)))
            return new OpenApiSchema { Type = JsonSchemaType.Object };
        if (type == typeof(string))
            return new OpenApiSchema { Type = JsonSchemaType.String };
        if (type == typeof(bool))
            return new OpenApiSchema { Type = JsonSchemaType.Boolean };
        if (type == typeof(long))
            return new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" };
        if (type == typeof(int))
            return new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" };
        if (type == typeof(double))
            return new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" };
        if (type == typeof(DateTime))
            return new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" };
        return type == typeof(Uri) ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" } : null;
    }

    private OpenApiSchemaReference ComponentOf(Type type, bool isSent, IReadOnlyList<string> without)
    {
        var name = NameOf(type);
        var known = (type, isSent || type.IsEnum);
        // Of what is both sent and answered, other fields must be there: the second one is another schema.
        if (_known.TryGetValue(name, out var first) && first == (type, !known.Item2))
            name += isSent ? "Sent" : "Answered";
        if (!_known.TryAdd(name, known) && _known[name] != known)
            throw new InvalidOperationException($"Two schemas are called {name}.");
        var schemas = (document.Components ??= new OpenApiComponents()).Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!schemas.ContainsKey(name))
        {
            var schema = new OpenApiSchema { Description = DescriptionOf(type) };
            // Known before its fields are looked at, since a type may hold itself.
            schemas.Add(name, schema);
            Fill(schema, type, isSent, without);
        }
        return new OpenApiSchemaReference(name, document);
    }

    private void Fill(OpenApiSchema schema, Type type, bool isSent, IReadOnlyList<string> without)
    {
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. EnumNames.Of(type).Select(name => JsonValue.Create(name))];
            return;
        }
        schema.Type = JsonSchemaType.Object;
        schema.Properties = new Dictionary<string, IOpenApiSchema>();
        schema.Required = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (field, _, inner, isRequired) in FieldsOf(type, isSent))
        {
            if (without.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
                continue;
            schema.Properties.Add(field.Name, inner);
            if (isRequired)
                schema.Required.Add(field.Name);
        }
    }

    private string? DescriptionOf(Type type)
    {
        if (!type.IsEnum)
            return comments.SummaryOf(type);
        var values = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(value => $"- `{EnumNames.Format(type, value.GetValue(null)!)}`: {comments.SummaryOf(value)}");
        return $"{comments.SummaryOf(type)}\n\n{string.Join('\n', values)}";
    }

    /// <summary>What is answered holds all that cannot be null; what is sent must hold what a rule demands.</summary>
    private bool IsRequired(PropertyInfo property, bool isSent)
    {
        if (isSent)
            return property.GetCustomAttribute<ValidateNotEmptyAttribute>() is not null;
        return property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is null
            : _nulls.Create(property).ReadState == NullabilityState.NotNull;
    }

    private static void Restrict(OpenApiSchema schema, PropertyInfo property)
    {
        foreach (var rule in property.GetCustomAttributes<ValidateAttribute>())
        {
            if (rule is ValidateNotEmptyAttribute && schema.Type == JsonSchemaType.String)
                schema.MinLength = 1;
            else if (rule is ValidateNotEmptyAttribute && schema.Type == JsonSchemaType.Array)
                schema.MinItems = 1;
            else if (rule is ValidateMaximumLengthAttribute longest)
                schema.MaxLength = longest.Length;
            else if (rule is ValidateEmailAttribute)
                schema.Format = "email";
            else if (rule is ValidateGreaterThanAttribute greater)
                schema.ExclusiveMinimum = TextOf(greater.Bound);
            else if (rule is ValidateInclusiveBetweenAttribute between)
                (schema.Minimum, schema.Maximum) = (
                    TextOf(between.From),
                    between.To == long.MaxValue ? null : TextOf(between.To)
                );
        }
    }

    private static string TextOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    // A dialect's own bodies have short names that other dialects have too.
    private static string NameOf(Type type)
    {
        var space = type.Namespace!;
        var isOfDialect = space.Contains(".Dialects.", StringComparison.Ordinal);
        var name = type.Name.EndsWith("Body", StringComparison.Ordinal) ? type.Name[..^"Body".Length] : type.Name;
        return isOfDialect ? space[(space.LastIndexOf('.') + 1)..] + name : type.Name;
    }
}
