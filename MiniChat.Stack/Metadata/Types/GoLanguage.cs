namespace MiniChat.Stack.Metadata.Types;

/// <summary>Go: structs for <c>encoding/json</c>; each message knows its name, its verb and what comes back.</summary>
internal sealed class GoLanguage : TypesLanguage
{
    private static readonly TypesOption PackageName = new("GlobalNamespace", OptionKind.Namespace, "dtos");

    public override string Id => "go";

    public override string Name => "Go";

    public override IReadOnlyList<TypesOption> Options { get; } =
    [
        PackageName,
        TypesOption.AddServiceStackTypes,
        TypesOption.AddResponseStatus,
        TypesOption.AddImplicitVersion,
        TypesOption.AddDescriptionAsComments,
        TypesOption.IncludeTypes,
        TypesOption.ExcludeTypes,
    ];

    protected override void WriteTypes(CodeWriter code, TypesSelection selection, TypesOptions options)
    {
        code.Line($"package {options.Text(PackageName).Replace('.', '_').ToLowerInvariant()}");
        var types = selection.Types.Where(type => options.Is(TypesOption.AddServiceStackTypes) || !type.IsServiceStacks).ToList();
        var kinds = types.SelectMany(type => type.Properties).Select(property => Innermost(property.Type)).ToList();
        WriteImports(code, kinds.Exists(IsMoment), kinds.Exists(IsDecimal));
        foreach (var type in types)
        {
            code.Line();
            WriteDocs(code, DocsOf(options, type.Summary, type.Remarks));
            if (type.IsEnum)
                WriteEnum(code, type, options);
            else
                WriteStruct(code, type, selection, options);
        }
    }

    private static void WriteImports(CodeWriter code, bool usesTime, bool usesJson)
    {
        // Go refuses an import that nothing uses.
        if (usesJson)
            code.Line().Line("import \"encoding/json\"");
        if (usesTime)
            code.Line().Line("import \"time\"");
    }

    private static TypeRef Innermost(TypeRef type) => type.Item is { } item ? Innermost(item) : type;

    private static bool IsMoment(TypeRef type) => type is { Shape: TypeShape.Scalar, Scalar: ScalarKind.Moment };

    private static bool IsDecimal(TypeRef type) => type is { Shape: TypeShape.Scalar, Scalar: ScalarKind.Decimal };

    private static void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        code.Line($"type {type.Name} string").Line();
        code.Open("const (");
        foreach (var value in type.Values)
        {
            WriteDocs(code, DocsOf(options, value.Summary));
            code.Line($"{type.Name}{value.Name} {type.Name} = {Quoted(value.WireName)}");
        }
        code.Close(")");
    }

    private static void WriteStruct(CodeWriter code, ApiType type, TypesSelection selection, TypesOptions options)
    {
        var operation = selection.OperationOf(type);
        foreach (var route in operation is null ? [] : RoutesOf(operation))
            code.Line($"// @{route}");
        foreach (var validator in operation?.Validators ?? [])
            code.Line($"// @ValidateRequest(Validator={Quoted(validator)})");
        code.Open($"type {type.Name} struct {{");
        foreach (var property in PropertiesOf(type, selection, options))
        {
            WriteDocs(code, DocsOf(options, property.Summary));
            foreach (var validator in property.Validators)
                code.Line($"// @Validate(Validator={Quoted(validator)})");
            var isOptional = property.Type.IsNullable || operation is not null;
            code.Line($"{property.Name} {Field(property.Type)} `json:\"{property.WireName}{(isOptional ? ",omitempty" : "")}\"`");
        }
        code.Close();
        if (operation is not null)
            WriteMethods(code, type, operation, options);
    }

    private static void WriteMethods(CodeWriter code, ApiType type, ApiOperation operation, TypesOptions options)
    {
        if (options.IsGiven(TypesOption.AddImplicitVersion))
            code.Line().Line($"func New{type.Name}() *{type.Name} {{ return &{type.Name}{{Version: {Number(options)}}} }}");
        code.Line().Line($"func (*{type.Name}) GetTypeName() string {{ return {Quoted(type.Name)} }}");
        code.Line().Line($"func (*{type.Name}) GetMethod() string {{ return {Quoted(operation.Method)} }}");
        // Nothing comes back as JSON for what is void or a stream.
        if (operation.Response is { } response)
            code.Line().Line($"func (*{type.Name}) CreateResponse() *{Of(response)} {{ return new({Of(response)}) }}");
    }

    private static string Number(TypesOptions options) => options.Text(TypesOption.AddImplicitVersion);

    private static string Field(TypeRef type) =>
        type is { IsNullable: true, Shape: TypeShape.Scalar or TypeShape.Named, Scalar: not ScalarKind.Bytes }
            ? $"*{Of(type)}"
            : Of(type);

    private static string Of(TypeRef type) =>
        type.Shape switch
        {
            TypeShape.Named => type.Name,
            TypeShape.List => $"[]{Field(type.Item!)}",
            TypeShape.Dictionary => $"map[string]{Field(type.Item!)}",
            TypeShape.Any => "interface{}",
            _ => type.Scalar switch
            {
                ScalarKind.Boolean => "bool",
                ScalarKind.Byte => "uint8",
                ScalarKind.Short => "int16",
                ScalarKind.Int => "int32",
                ScalarKind.Long => "int64",
                ScalarKind.Float => "float32",
                ScalarKind.Double => "float64",
                ScalarKind.Decimal => "json.Number",
                ScalarKind.Moment => "time.Time",
                ScalarKind.Bytes => "[]byte",
                _ => "string",
            },
        };

    private static void WriteDocs(CodeWriter code, IEnumerable<string> docs)
    {
        foreach (var line in docs)
            code.Line($"// {Visible(line)}");
    }
}
