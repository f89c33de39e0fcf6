using System.Text.Json.Nodes;

namespace MiniChat.Stack.Metadata;

/// <summary>One type in the metadata.</summary>
internal static class TypeMetadata
{
    /// <summary>Writes a type with all it has.</summary>
    public static JsonObject Write(ApiModel model, ApiType type)
    {
        var written = new JsonObject { ["name"] = type.Name, ["namespace"] = type.Namespace };
        if (type.Summary is { } summary)
            written["description"] = summary;
        if (type.Remarks is { } remarks)
            written["notes"] = remarks;
        if (!type.IsEnum)
        {
            written["properties"] = new JsonArray([.. type.Properties.Select(property => Write(model, property))]);
            return written;
        }
        written["isEnum"] = true;
        written["enumNames"] = Array(type.Values.Select(value => value.Name));
        written["enumValues"] = Array(type.Values.Select(value => value.Number.ToString()));
        written["enumMemberValues"] = Array(type.Values.Select(value => value.WireName));
        written["enumDescriptions"] = Array(type.Values.Select(value => value.Summary ?? ""));
        return written;
    }

    /// <summary>Writes what a message or a property holds: a name, and those of its arguments.</summary>
    public static JsonObject Reference(ApiModel model, TypeRef type)
    {
        var (name, space, arguments) = NameOf(model, type);
        var written = new JsonObject { ["name"] = name, ["namespace"] = space };
        if (arguments.Length > 0)
            written["genericArgs"] = Array(arguments);
        return written;
    }

    /// <summary>Writes an attribute with a validator.</summary>
    public static JsonObject Attribute(string name, string validator) =>
        new()
        {
            ["name"] = name,
            ["args"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "Validator",
                    ["type"] = "String",
                    ["namespace"] = "System",
                    ["value"] = validator,
                }
            ),
        };

    private static JsonNode Write(ApiModel model, ApiProperty property)
    {
        var (name, space, arguments) = NameOf(model, property.Type);
        if (property.Type is { IsNullable: true, Type.IsValueType: true })
            (name, space, arguments) = ("Nullable`1", "System", [name]);
        var written = new JsonObject
        {
            ["name"] = property.Name,
            ["type"] = name,
            ["namespace"] = space,
        };
        if (arguments.Length > 0)
            written["genericArgs"] = Array(arguments);
        if (property.Type.Type.IsValueType)
            written["isValueType"] = true;
        if (property.Type is { Shape: TypeShape.Named, Type.IsEnum: true })
        {
            written["isEnum"] = true;
            written["allowableValues"] = Array(model.Find(property.Type.Name)!.Values.Select(value => value.WireName));
        }
        if (property.IsRequired)
            written["isRequired"] = true;
        if (property.Summary is { } summary)
            written["description"] = summary;
        if (!property.WireName.Equals(property.Name, StringComparison.OrdinalIgnoreCase))
            written["dataMember"] = new JsonObject { ["name"] = property.WireName };
        if (property.Validators.Count > 0)
            written["attributes"] = new JsonArray([.. property.Validators.Select(validator => Attribute("Validate", validator))]);
        return written;
    }

    private static (string Name, string Namespace, string[] Arguments) NameOf(ApiModel model, TypeRef type)
    {
        switch (type.Shape)
        {
            case TypeShape.Named:
                return (type.Name, model.Find(type.Name)!.Namespace, []);
            case TypeShape.List when type.Type.IsArray:
                return ($"{NameOf(model, type.Item!).Name}[]", type.Item!.Type.Namespace!, []);
            case TypeShape.List:
                return ("List`1", "System.Collections.Generic", [NameOf(model, type.Item!).Name]);
            case TypeShape.Dictionary:
                return ("Dictionary`2", "System.Collections.Generic", ["String", NameOf(model, type.Item!).Name]);
            default:
                return (type.Type.Name, type.Type.Namespace!, []);
        }
    }

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
