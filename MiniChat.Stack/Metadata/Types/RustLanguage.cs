namespace MiniChat.Stack.Metadata.Types;

/// <summary>Rust: structs for <c>serde</c>; each message knows its name, its verb and what comes back.</summary>
internal sealed class RustLanguage : TypesLanguage
{
    // Source: the Rust reference, "Keywords", strict and reserved ones.
    private static readonly HashSet<string> Keywords =
    [
        .. (
            "abstract as async await become box break const continue do dyn else enum extern false final fn for if impl in let "
            + "loop macro match mod move mut override priv pub ref return static struct trait true try type typeof unsafe "
            + "unsized use virtual where while yield"
        ).Split(' '),
    ];

    private static readonly HashSet<string> NeverRaw = ["self", "crate", "super"];

    public override string Id => "rust";

    public override string Name => "Rust";

    public override IReadOnlyList<TypesOption> Options { get; } =
    [
        TypesOption.AddServiceStackTypes,
        TypesOption.AddResponseStatus,
        TypesOption.AddDescriptionAsComments,
        TypesOption.IncludeTypes,
        TypesOption.ExcludeTypes,
    ];

    protected override void WriteTypes(CodeWriter code, TypesSelection selection, TypesOptions options)
    {
        code.Line("#[allow(unused_imports)]").Line("use std::collections::HashMap;").Line();
        code.Line("use serde::{Deserialize, Serialize};").Line();
        WriteDocs(code, ["A message: it is sent as JSON to /api/ and its name."]);
        code.Open("pub trait Message {");
        code.Line("/// What comes back; a stream comes as text.").Line("type Response;");
        code.Line("const NAME: &'static str;").Line("const METHOD: &'static str;");
        code.Close();
        foreach (var type in selection.Types)
        {
            if (type.IsServiceStacks && !options.Is(TypesOption.AddServiceStackTypes))
                continue;
            code.Line();
            WriteDocs(code, DocsOf(options, type.Summary, type.Remarks));
            if (type.IsEnum)
                WriteEnum(code, type, options);
            else
                WriteStruct(code, type, selection, options);
        }
    }

    private static void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        code.Line("#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]");
        code.Open($"pub enum {type.Name} {{");
        foreach (var value in type.Values)
        {
            WriteDocs(code, DocsOf(options, value.Summary));
            if (value == type.Values[0])
                code.Line("#[default]");
            if (value.WireName != value.Name)
                code.Line($"#[serde(rename = {Quoted(value.WireName)})]");
            code.Line($"{value.Name},");
        }
        code.Close();
    }

    private static void WriteStruct(CodeWriter code, ApiType type, TypesSelection selection, TypesOptions options)
    {
        var operation = selection.OperationOf(type);
        foreach (var route in operation is null ? [] : RoutesOf(operation))
            code.Line($"// @{route}");
        foreach (var validator in operation?.Validators ?? [])
            code.Line($"// @ValidateRequest(Validator={Quoted(validator)})");
        code.Line("#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]").Line("#[serde(default)]");
        code.Open($"pub struct {type.Name} {{");
        foreach (var property in PropertiesOf(type, selection, options))
        {
            WriteDocs(code, DocsOf(options, property.Summary));
            foreach (var validator in property.Validators)
                code.Line($"// @Validate(Validator={Quoted(validator)})");
            var isBoxed = Reaches(property.Type, type, selection.Model, []);
            var absent = property.Type.IsNullable ? ", skip_serializing_if = \"Option::is_none\"" : "";
            code.Line($"#[serde(rename = {Quoted(property.WireName)}{absent})]");
            code.Line($"pub {Named(Snake(property.Name))}: {Field(property.Type, isBoxed)},");
        }
        code.Close();
        if (operation is null)
            return;
        code.Line();
        code.Open($"impl Message for {type.Name} {{");
        code.Line($"type Response = {ResponseOf(operation)};");
        code.Line($"const NAME: &'static str = {Quoted(type.Name)};");
        code.Line($"const METHOD: &'static str = {Quoted(operation.Method)};");
        code.Close();
    }

    /// <summary>Whether a value would hold itself: then it has to lie elsewhere.</summary>
    private static bool Reaches(TypeRef from, ApiType to, ApiModel model, HashSet<string> seen)
    {
        if (from.Shape != TypeShape.Named)
            return false;
        if (from.Name == to.Name)
            return true;
        return seen.Add(from.Name) && model.Find(from.Name)!.Properties.Any(p => Reaches(p.Type, to, model, seen));
    }

    private static string ResponseOf(ApiOperation operation) =>
        operation.IsVoid ? "()"
        : operation.Response is { } response ? Of(response)
        : "String";

    private static string Field(TypeRef type, bool isBoxed = false)
    {
        var name = isBoxed ? $"Box<{Of(type)}>" : Of(type);
        return type.IsNullable ? $"Option<{name}>" : name;
    }

    private static string Of(TypeRef type) =>
        type.Shape switch
        {
            TypeShape.Named => type.Name,
            TypeShape.List => $"Vec<{Field(type.Item!)}>",
            TypeShape.Dictionary => $"HashMap<String, {Field(type.Item!)}>",
            TypeShape.Any => "serde_json::Value",
            _ => type.Scalar switch
            {
                ScalarKind.Boolean => "bool",
                ScalarKind.Byte => "u8",
                ScalarKind.Short => "i16",
                ScalarKind.Int => "i32",
                ScalarKind.Long => "i64",
                ScalarKind.Float => "f32",
                ScalarKind.Double or ScalarKind.Decimal => "f64",
                _ => "String",
            },
        };

    private static string Named(string name) =>
        NeverRaw.Contains(name) ? name + "_"
        : Keywords.Contains(name) ? $"r#{name}"
        : name;

    private static void WriteDocs(CodeWriter code, IEnumerable<string> docs)
    {
        foreach (var line in docs)
            code.Line($"/// {Visible(line)}");
    }
}
