namespace MiniChat.Stack.Metadata.Types;

/// <summary>JavaScript's modules: classes with annotations, for browsers and Node without a compiler.</summary>
internal sealed class JavaScriptLanguage : TypesLanguage
{
    public override string Id => "mjs";

    public override string Name => "Mjs";

    public override string ContentType => "text/javascript; charset=utf-8";

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

    protected override void WriteTypes(CodeWriter code, TypesSelection selection, TypesOptions options)
    {
        code.Line("\"use strict\";");
        foreach (var import in options.List(TypesOption.DefaultImports).Select(part => part.Split(':', 2)))
            code.Line($"import {{ {import[0]} }} from \"{import[1]}\";");
        foreach (var type in selection.Types)
        {
            if (type.IsServiceStacks && !options.Is(TypesOption.AddServiceStackTypes))
                continue;
            code.Line();
            if (type.IsEnum)
                WriteEnum(code, type, options);
            else
                WriteClass(code, type, selection, options);
        }
    }

    private static void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        WriteDocs(code, DocsOf(options, type.Summary, type.Remarks).Select(InComment), "@enum {string}");
        code.Open($"export const {type.Name} = Object.freeze({{");
        foreach (var value in type.Values)
        {
            WriteDocs(code, DocsOf(options, value.Summary).Select(InComment));
            code.Line($"{value.Name}: {TypeScriptNames.Text(value.WireName)},");
        }
        code.Close("});");
    }

    private static void WriteClass(CodeWriter code, ApiType type, TypesSelection selection, TypesOptions options)
    {
        var operation = selection.OperationOf(type);
        var properties = PropertiesOf(type, selection, options).ToList();
        WriteDocs(code, [.. DocsOf(options, type.Summary, type.Remarks).Select(InComment), .. Notes(operation)]);
        code.Open($"export class {type.Name} {{");
        var fields = properties.Select(p => $"{TypeScriptNames.Property(p.WireName)}?:{TypeScriptNames.Of(p.Type)}");
        code.Line($"/** @param {{{{{string.Join(',', fields)}}}}} [init] */");
        code.Line("constructor(init) { Object.assign(this, init) }");
        foreach (var property in properties)
        {
            var mark = property.Type.IsNullable ? "?" : "";
            WriteDocs(
                code,
                DocsOf(options, property.Summary).Select(InComment),
                $"@type {{{mark}{TypeScriptNames.Of(property.Type)}}}"
            );
            code.Line($"{TypeScriptNames.Property(property.WireName)}{Initial(property, options)};");
        }
        if (operation is not null)
        {
            code.Line($"getTypeName() {{ return '{type.Name}' }}");
            code.Line($"getMethod() {{ return '{operation.Method}' }}");
            code.Line(
                operation.IsVoid
                    ? "createResponse() { }"
                    : $"createResponse() {{ return {TypeScriptNames.NewResponseOf(operation)} }}"
            );
        }
        code.Close();
    }

    private static IEnumerable<string> Notes(ApiOperation? operation) =>
        operation is { OnlyStreams: true } ? ["Its answer is a stream of Server-Sent Events."] : [];

    private static void WriteDocs(CodeWriter code, IEnumerable<string> docs, params string[] tags)
    {
        string[] lines = [.. docs, .. tags];
        if (lines.Length == 1)
            code.Line($"/** {lines[0]} */");
        if (lines.Length < 2)
            return;
        code.Line("/**");
        foreach (var line in lines)
            code.Line($" * {line}");
        code.Line(" */");
    }

    private static string Initial(ApiProperty property, TypesOptions options)
    {
        if (property == Version)
            return $" = {options.Text(TypesOption.AddImplicitVersion)}";
        return property.Type switch
        {
            { IsNullable: true } => "",
            { Shape: TypeShape.List } => " = []",
            { Shape: TypeShape.Dictionary } => " = {}",
            _ => "",
        };
    }
}
