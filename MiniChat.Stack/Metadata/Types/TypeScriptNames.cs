using System.Text.RegularExpressions;

namespace MiniChat.Stack.Metadata.Types;

/// <summary>What TypeScript, its declarations and JavaScript's annotations write alike.</summary>
internal static partial class TypeScriptNames
{
    /// <summary>The type's name; what may be absent is not said here.</summary>
    public static string Of(TypeRef type) =>
        type.Shape switch
        {
            TypeShape.Scalar => Of(type.Scalar),
            TypeShape.Named => type.Name,
            TypeShape.List => $"{ItemOf(type.Item!)}[]",
            TypeShape.Dictionary => $"{{ [index:string]: {(type.Item!.IsNullable ? $"{Of(type.Item)}|null" : Of(type.Item))}; }}",
            _ => "any",
        };

    /// <summary>What comes back for a message.</summary>
    public static string ResponseOf(ApiOperation operation) =>
        // The client has no type for a stream of events; as text it can at least be read to its end.
        operation.Response
            is { } response
            ? Of(response)
            : "string";

    /// <summary>A new response, by which the client knows how to read it.</summary>
    public static string NewResponseOf(ApiOperation operation) =>
        operation.Response switch
        {
            null => "''",
            { Shape: TypeShape.Named, Type.IsEnum: false } response => $"new {response.Name}()",
            { Shape: TypeShape.List } => "[]",
            { Shape: TypeShape.Scalar, Scalar: ScalarKind.Boolean } => "false",
            { Shape: TypeShape.Scalar } response => Of(response.Scalar) == "number" ? "0" : "''",
            _ => "{}",
        };

    /// <summary>The property's name, quoted where it is no name of the language.</summary>
    public static string Property(string name) => Identifier().IsMatch(name) ? name : Text(name);

    /// <summary>A text between single quotes.</summary>
    public static string Text(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'").Replace("\n", "\\n")}'";

    private static string ItemOf(TypeRef item) => item.IsNullable ? $"({Of(item)}|null)" : Of(item);

    private static string Of(ScalarKind kind) =>
        kind switch
        {
            ScalarKind.Boolean => "boolean",
            >= ScalarKind.Byte and <= ScalarKind.Decimal => "number",
            _ => "string",
        };

    [GeneratedRegex(@"\A[A-Za-z_$][A-Za-z0-9_$]*\z")]
    private static partial Regex Identifier();
}
