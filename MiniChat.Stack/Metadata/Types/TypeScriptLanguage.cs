namespace MiniChat.Stack.Metadata.Types;

/// <summary>TypeScript: classes for <c>@servicestack/client</c>, which calls the three methods of each message.</summary>
internal class TypeScriptLanguage : TypesLanguage
{
    protected static readonly TypesOption PropertiesOptional = new("MakePropertiesOptional", OptionKind.Flag, "False");

    public override string Id => "typescript";

    public override string Name => "TypeScript";

    public override IReadOnlyList<TypesOption> Options => OptionsWith(PropertiesOptional);

    protected static TypesOption[] OptionsWith(TypesOption propertiesOptional) =>
        [
            TypesOption.GlobalNamespace,
            propertiesOptional,
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
        code.Line("// @ts-nocheck").Line();
        foreach (var import in options.List(TypesOption.DefaultImports).Select(part => part.Split(':', 2)))
            code.Line($"import {{ {import[0]} }} from \"{import[1]}\";");
        var space = options.Text(TypesOption.GlobalNamespace);
        if (space.Length > 0)
            code.Open(OpenNamespace(space));
        var types = selection.Types.Where(type => options.Is(TypesOption.AddServiceStackTypes) || !type.IsServiceStacks).ToList();
        if (options.Is(TypesOption.AddServiceStackTypes))
            WriteInterfaces(code, selection);
        foreach (var type in types)
        {
            code.Line();
            if (type.IsEnum)
                WriteEnum(code, type, options);
            else
                WriteClass(code, type, selection, options);
        }
        if (space.Length > 0)
            code.Close();
    }

    protected virtual string OpenNamespace(string name) => $"export namespace {name} {{";

    protected virtual string OpenInterface => "export interface";

    /// <summary>Whether interfaces say what a client has to call.</summary>
    protected virtual bool HasMethods => true;

    private void WriteInterfaces(CodeWriter code, TypesSelection selection)
    {
        var operations = selection.Operations.ToList();
        if (operations.Exists(operation => !operation.IsVoid))
            WriteInterface(code, "IReturn<T>", HasMethods ? "createResponse(): T;" : null);
        if (operations.Exists(operation => operation.IsVoid))
            WriteInterface(code, "IReturnVoid", HasMethods ? "createResponse(): void;" : null);
        if (selection.Types.Any(type => type.Type.IsAssignableTo(typeof(ISignedIn))))
        {
            WriteInterface(code, "IHasSessionId", "sessionId?: string;");
            WriteInterface(code, "IHasBearerToken", "bearerToken?: string;");
        }
        foreach (var marker in operations.Select(operation => operation.Marker).OfType<string>().Distinct())
            WriteInterface(code, marker, null);
    }

    private void WriteInterface(CodeWriter code, string name, string? member)
    {
        code.Line();
        code.Open($"{OpenInterface} {name} {{");
        if (member is not null)
            code.Line(member);
        code.Close();
    }

    protected virtual void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        WriteDocs(code, DocsOf(options, type.Summary, type.Remarks));
        code.Open($"export enum {type.Name} {{");
        foreach (var value in type.Values)
        {
            WriteDocs(code, DocsOf(options, value.Summary));
            code.Line($"{value.Name} = {TypeScriptNames.Text(value.WireName)},");
        }
        code.Close();
    }

    protected virtual void WriteClass(CodeWriter code, ApiType type, TypesSelection selection, TypesOptions options)
    {
        var operation = selection.OperationOf(type);
        WriteDocs(code, DocsOf(options, type.Summary, type.Remarks));
        WriteNotes(code, operation);
        code.Open($"export class {type.Name}{Heritage(" implements ", type, operation, options)} {{");
        foreach (var property in PropertiesOf(type, selection, options))
        {
            WritePropertyNotes(code, property, options);
            code.Line($"public {TypeScriptNames.Property(property.WireName)}{Declared(property, options)};");
        }
        code.Line();
        code.Line($"public constructor(init?: Partial<{type.Name}>) {{ (Object as any).assign(this, init); }}");
        if (operation is not null)
        {
            code.Line($"public getTypeName() {{ return '{type.Name}'; }}");
            code.Line($"public getMethod() {{ return '{operation.Method}'; }}");
            code.Line(
                operation.IsVoid
                    ? "public createResponse() {}"
                    : $"public createResponse() {{ return {TypeScriptNames.NewResponseOf(operation)}; }}"
            );
        }
        code.Close();
    }

    /// <summary>What a type is besides itself.</summary>
    protected static string Heritage(string word, ApiType type, ApiOperation? operation, TypesOptions options)
    {
        var names = new List<string>();
        if (operation is not null)
            names.Add(operation.IsVoid ? "IReturnVoid" : $"IReturn<{TypeScriptNames.ResponseOf(operation)}>");
        // The client has the interfaces of answers, and none of verbs.
        if (operation?.Marker is { } marker && options.Is(TypesOption.AddServiceStackTypes))
            names.Add(marker);
        if (type.Type.IsAssignableTo(typeof(ISignedIn)))
            names.AddRange(["IHasSessionId", "IHasBearerToken"]);
        return names.Count == 0 ? "" : word + string.Join(", ", names);
    }

    /// <summary>What a client's author should know of a message.</summary>
    protected static void WriteNotes(CodeWriter code, ApiOperation? operation)
    {
        if (operation is null)
            return;
        foreach (var route in RoutesOf(operation))
            code.Line($"// @{route}");
        foreach (var validator in operation.Validators)
            code.Line($"// @ValidateRequest(Validator={Quoted(validator)})");
        if (operation.OnlyStreams)
            code.Line("// Its answer is a stream of Server-Sent Events.");
    }

    protected static void WritePropertyNotes(CodeWriter code, ApiProperty property, TypesOptions options)
    {
        WriteDocs(code, DocsOf(options, property.Summary));
        foreach (var validator in property.Validators)
            code.Line($"// @Validate(Validator={Quoted(validator)})");
    }

    protected static void WriteDocs(CodeWriter code, IEnumerable<string> docs)
    {
        var lines = docs.Select(InComment).ToList();
        if (lines.Count == 1)
            code.Line($"/** @description {lines[0]} */");
        if (lines.Count < 2)
            return;
        code.Line("/**").Line($" * @description {lines[0]}");
        foreach (var line in lines.Skip(1))
            code.Line($" * {line}");
        code.Line(" */");
    }

    private static string Declared(ApiProperty property, TypesOptions options)
    {
        var type = TypeScriptNames.Of(property.Type);
        if (property == Version)
            return $": {type} = {options.Text(TypesOption.AddImplicitVersion)}";
        if (property.Type.IsNullable || options.Is(PropertiesOptional))
            return $"?: {type}";
        return property.Type.Shape switch
        {
            TypeShape.List => $": {type} = []",
            TypeShape.Dictionary => $": {type} = {{}}",
            // It is there when it comes from the server; of what a caller makes, the constructor knows as much.
            _ => $"!: {type}",
        };
    }
}
