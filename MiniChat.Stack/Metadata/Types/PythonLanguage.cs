namespace MiniChat.Stack.Metadata.Types;

/// <summary>Python: data classes for the packages <c>servicestack</c> and <c>dataclasses_json</c>.</summary>
internal sealed class PythonLanguage : TypesLanguage
{
    // Source: the Python language reference, 2.3.1, "Keywords".
    private static readonly HashSet<string> Keywords =
    [
        .. (
            "and as assert async await break class continue def del elif else except finally for from global if import in is "
            + "lambda nonlocal not or pass raise return try while with yield"
        ).Split(' '),
    ];

    public override string Id => "python";

    public override string Name => "Python";

    public override IReadOnlyList<TypesOption> Options { get; } =
    [
        TypesOption.AddServiceStackTypes,
        TypesOption.AddResponseStatus,
        TypesOption.AddImplicitVersion,
        TypesOption.AddDescriptionAsComments,
        TypesOption.IncludeTypes,
        TypesOption.ExcludeTypes,
        TypesOption.DefaultImports,
    ];

    protected override string Unset => "#";

    protected override (string Begin, string End) Head => ("\"\"\" Options:", "\"\"\"");

    protected override void WriteTypes(CodeWriter code, TypesSelection selection, TypesOptions options)
    {
        code.Line("import datetime").Line("import decimal");
        code.Line("from dataclasses import dataclass, field").Line("from enum import Enum");
        code.Line("from typing import Any, Dict, List, Optional").Line();
        code.Line("from dataclasses_json import LetterCase, Undefined, config, dataclass_json");
        code.Line("from servicestack import IDelete, IGet, IPatch, IPost, IPut, IReturn, IReturnVoid");
        foreach (var import in options.List(TypesOption.DefaultImports).Select(part => part.Split(':', 2)))
            code.Line($"from {import[1].Replace('/', '.')} import {import[0]}");
        var written = new HashSet<string>();
        foreach (var type in selection.Types)
        {
            if (type.IsServiceStacks && !options.Is(TypesOption.AddServiceStackTypes))
                continue;
            code.Line().Line();
            if (type.IsEnum)
                WriteEnum(code, type, options);
            else
                WriteClass(code, type, selection, options, written);
            written.Add(type.Name);
        }
    }

    private static void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        code.Open($"class {type.Name}(str, Enum):");
        WriteDocs(code, DocsOf(options, type.Summary, type.Remarks));
        foreach (var value in type.Values)
        {
            WriteNotes(code, DocsOf(options, value.Summary));
            code.Line($"{Named(Snake(value.Name)).ToUpperInvariant()} = {Quoted(value.WireName)}");
        }
        code.Close(null);
    }

    private static void WriteClass(
        CodeWriter code,
        ApiType type,
        TypesSelection selection,
        TypesOptions options,
        HashSet<string> written
    )
    {
        var operation = selection.OperationOf(type);
        WriteNotes(code, operation is null ? [] : RoutesOf(operation).Select(route => $"@{route}"));
        WriteNotes(code, operation?.Validators.Select(v => $"@ValidateRequest(Validator={Quoted(v)})") ?? []);
        code.Line("@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)").Line("@dataclass");
        code.Open($"class {type.Name}{Heritage(operation, written)}:");
        var docs = DocsOf(options, type.Summary, type.Remarks).ToList();
        WriteDocs(code, docs);
        var properties = PropertiesOf(type, selection, options).ToList();
        foreach (var property in properties)
        {
            WriteNotes(code, DocsOf(options, property.Summary));
            WriteNotes(code, property.Validators.Select(v => $"@Validate(Validator={Quoted(v)})"));
            WriteProperty(code, property, options, written);
        }
        if (docs.Count + properties.Count == 0)
            code.Line("pass");
        code.Close(null);
    }

    private static string Heritage(ApiOperation? operation, HashSet<string> written)
    {
        if (operation is null)
            return "";
        var names = new List<string>
        {
            operation.IsVoid ? "IReturnVoid"
            : operation.Response is { } response ? $"IReturn[{Of(response, written)}]"
            // What a stream sends, as it is.
            : "IReturn[bytes]",
        };
        if (operation.Marker is { } marker)
            names.Add(marker);
        return $"({string.Join(", ", names)})";
    }

    private static void WriteProperty(CodeWriter code, ApiProperty property, TypesOptions options, HashSet<string> written)
    {
        var name = Named(Snake(property.Name));
        var (isOptional, value) = Initial(property, options);
        var type = isOptional ? $"Optional[{Of(property.Type, written)}]" : Of(property.Type, written);
        var arguments = new List<string>();
        if (value.StartsWith("default", StringComparison.Ordinal))
            arguments.Add(value);
        if (Camel(name) != property.WireName)
        {
            if (arguments.Count == 0)
                arguments.Add($"default={value}");
            arguments.Add($"metadata=config(field_name={Quoted(property.WireName)})");
        }
        code.Line($"{name}: {type} = {(arguments.Count == 0 ? value : $"field({string.Join(", ", arguments)})")}");
    }

    private static (bool IsOptional, string Value) Initial(ApiProperty property, TypesOptions options)
    {
        if (property == Version)
            return (false, options.Text(TypesOption.AddImplicitVersion));
        return property.Type switch
        {
            { IsNullable: true } => (true, "None"),
            { Shape: TypeShape.List } => (false, "default_factory=list"),
            { Shape: TypeShape.Dictionary } => (false, "default_factory=dict"),
            { Shape: TypeShape.Scalar, Scalar: ScalarKind.Text } => (false, "\"\""),
            { Shape: TypeShape.Scalar, Scalar: ScalarKind.Boolean } => (false, "False"),
            { Shape: TypeShape.Scalar, Scalar: >= ScalarKind.Byte and <= ScalarKind.Long } => (false, "0"),
            { Shape: TypeShape.Scalar, Scalar: ScalarKind.Float or ScalarKind.Double } => (false, "0.0"),
            _ => (true, "None"),
        };
    }

    private static string Of(TypeRef type, HashSet<string> written) =>
        type.Shape switch
        {
            // A name that comes later, or is one's own, can only be said as text.
            TypeShape.Named => written.Contains(type.Name) ? type.Name : $"\"{type.Name}\"",
            TypeShape.List => $"List[{ItemOf(type.Item!, written)}]",
            TypeShape.Dictionary => $"Dict[str, {ItemOf(type.Item!, written)}]",
            TypeShape.Any => "Any",
            _ => type.Scalar switch
            {
                ScalarKind.Boolean => "bool",
                >= ScalarKind.Byte and <= ScalarKind.Long => "int",
                ScalarKind.Float or ScalarKind.Double => "float",
                ScalarKind.Decimal => "decimal.Decimal",
                ScalarKind.Moment => "datetime.datetime",
                ScalarKind.Span => "datetime.timedelta",
                ScalarKind.Bytes => "bytes",
                _ => "str",
            },
        };

    private static string ItemOf(TypeRef item, HashSet<string> written) =>
        item.IsNullable ? $"Optional[{Of(item, written)}]" : Of(item, written);

    private static string Named(string name) => Keywords.Contains(name) ? name + "_" : name;

    /// <summary>What the package makes of a field's name on the wire.</summary>
    private static string Camel(string name)
    {
        var words = name.Split('_');
        return words[0]
            + string.Concat(words.Skip(1).Select(word => word.Length == 0 ? "_" : char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static void WriteDocs(CodeWriter code, IEnumerable<string> docs)
    {
        var lines = docs.Select(text => Quoted(text)[1..^1]).ToList();
        if (lines.Count == 1)
            code.Line($"\"\"\"{lines[0]}\"\"\"").Line();
        if (lines.Count < 2)
            return;
        code.Line($"\"\"\"{lines[0]}").Line();
        foreach (var line in lines.Skip(1))
            code.Line(line);
        code.Line("\"\"\"").Line();
    }

    private static void WriteNotes(CodeWriter code, IEnumerable<string> notes)
    {
        foreach (var note in notes)
            code.Line($"# {Visible(note)}");
    }
}
