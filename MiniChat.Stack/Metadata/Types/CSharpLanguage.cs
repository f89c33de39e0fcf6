namespace MiniChat.Stack.Metadata.Types;

/// <summary>C#, for ServiceStack's clients: their own shapes are left out, since those bring them along.</summary>
internal sealed class CSharpLanguage : TypesLanguage
{
    private static readonly TypesOption MakePartial = new("MakePartial", OptionKind.Flag, "True");
    private static readonly TypesOption MakeVirtual = new("MakeVirtual", OptionKind.Flag, "True");
    private static readonly TypesOption MakeInternal = new("MakeInternal", OptionKind.Flag, "False");
    private static readonly TypesOption Extensible = new("MakeDataContractsExtensible", OptionKind.Flag, "False");
    private static readonly TypesOption Nullable = new("AddNullableAnnotations", OptionKind.Flag, "True");
    private static readonly TypesOption ReturnMarker = new("AddReturnMarker", OptionKind.Flag, "True");
    private static readonly TypesOption DataContracts = new("AddDataContractAttributes", OptionKind.Flag, "False");
    private static readonly TypesOption Indexes = new("AddIndexesToDataMembers", OptionKind.Flag, "False");
    private static readonly TypesOption GeneratedCode = new("AddGeneratedCodeAttributes", OptionKind.Flag, "False");
    private static readonly TypesOption Collections = new("InitializeCollections", OptionKind.Flag, "False");
    private static readonly TypesOption ValueTypes = new("ExportValueTypes", OptionKind.Flag, "False");
    private static readonly TypesOption AddNamespaces = new("AddNamespaces", OptionKind.Namespaces);
    private static readonly TypesOption XmlNamespace = new(
        "AddDefaultXmlNamespace",
        OptionKind.Uri,
        "http://schemas.servicestack.net/types"
    );

    private static readonly string[] Usings =
    [
        "System",
        "System.IO",
        "System.Collections",
        "System.Collections.Generic",
        "System.Runtime.Serialization",
        "ServiceStack",
        "ServiceStack.DataAnnotations",
    ];

    public override string Id => "csharp";

    public override string Name => "CSharp";

    public override IReadOnlyList<TypesOption> Options { get; } =
    [
        TypesOption.GlobalNamespace,
        MakePartial,
        MakeVirtual,
        MakeInternal,
        Extensible,
        Nullable,
        ReturnMarker,
        TypesOption.AddDescriptionAsComments,
        DataContracts,
        Indexes,
        GeneratedCode,
        TypesOption.AddResponseStatus,
        TypesOption.AddImplicitVersion,
        Collections,
        ValueTypes,
        TypesOption.IncludeTypes,
        TypesOption.ExcludeTypes,
        AddNamespaces,
        XmlNamespace,
    ];

    protected override void WriteTypes(CodeWriter code, TypesSelection selection, TypesOptions options)
    {
        if (options.Is(Nullable))
            code.Line("#nullable enable").Line();
        var own = selection
            .Types.Where(type => !type.IsServiceStacks && (!IsStruct(type) || options.Is(ValueTypes)))
            .OrderBy(type => type.Name, StringComparer.Ordinal);
        var global = options.Text(TypesOption.GlobalNamespace);
        var spaces = own.GroupBy(type => global.Length > 0 ? global : type.Namespace).ToList();
        foreach (var name in Usings.Concat(options.List(AddNamespaces)).Concat(spaces.Select(space => space.Key)).Distinct())
            code.Line($"using {name};");
        foreach (var space in spaces)
        {
            code.Line().Line($"namespace {space.Key}");
            code.Open("{");
            foreach (var type in space)
            {
                if (type.IsEnum)
                    WriteEnum(code, type, options);
                else
                    WriteClass(code, type, selection, options);
                code.Line();
            }
            code.Close();
        }
    }

    private static void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        WriteDocs(code, options, type.Summary);
        if (type.Type.IsDefined(typeof(FlagsAttribute), inherit: false))
            code.Line("[Flags]");
        code.Line($"{Access(options)} enum {type.Name}");
        code.Open("{");
        foreach (var value in type.Values)
        {
            WriteDocs(code, options, value.Summary);
            if (value.WireName != value.Name)
                code.Line($"[EnumMember(Value={Quoted(value.WireName)})]");
            code.Line($"{value.Name} = {value.Number},");
        }
        code.Close();
    }

    private static void WriteClass(CodeWriter code, ApiType type, TypesSelection selection, TypesOptions options)
    {
        var operation = selection.OperationOf(type);
        WriteDocs(code, options, type.Summary, type.Remarks);
        foreach (var route in operation is null ? [] : RoutesOf(operation))
            code.Line($"[{route}]");
        foreach (var validator in operation?.Validators ?? [])
            code.Line($"[ValidateRequest({Quoted(validator)})]");
        if (options.Is(DataContracts))
            code.Line(
                options.IsGiven(XmlNamespace)
                    ? $"[DataContract(Namespace={Quoted(options.Text(XmlNamespace))})]"
                    : "[DataContract]"
            );
        if (options.Is(GeneratedCode))
            code.Line("[System.CodeDom.Compiler.GeneratedCode(\"MiniChat.Stack\", \"1.0\")]");
        var kind = IsStruct(type) ? "struct" : "class";
        var partial = options.Is(MakePartial) ? " partial" : "";
        code.Line($"{Access(options)}{partial} {kind} {type.Name}{Heritage(operation, options)}");
        code.Open("{");
        var index = 0;
        var virtually = options.Is(MakeVirtual) && !IsStruct(type) ? "virtual " : "";
        foreach (var property in PropertiesOf(type, selection, options))
            WriteProperty(code, property, options, virtually, ++index);
        if (options.Is(Extensible))
            code.Line($"public {virtually}ExtensionDataObject{Mark(options)} ExtensionData {{ get; set; }}{Silence(options)}");
        code.Close();
    }

    private static string Heritage(ApiOperation? operation, TypesOptions options)
    {
        var names = new List<string>();
        if (operation is not null && options.Is(ReturnMarker))
            names.Add(
                operation.IsVoid ? "IReturnVoid"
                // The client hands the response out as it comes: its reader sees each event when it is sent.
                : operation.OnlyStreams ? "IReturn<Stream>"
                : $"IReturn<{Named(operation.Response!, options)}>"
            );
        if (operation?.Marker is { } marker)
            names.Add(marker);
        if (options.Is(Extensible))
            names.Add("IExtensibleDataObject");
        return names.Count == 0 ? "" : $" : {string.Join(", ", names)}";
    }

    private static void WriteProperty(CodeWriter code, ApiProperty property, TypesOptions options, string virtually, int index)
    {
        WriteDocs(code, options, property.Summary);
        foreach (var validator in property.Validators)
            code.Line($"[Validate({Quoted(validator)})]");
        var isRenamed = !property.WireName.Equals(property.Name, StringComparison.OrdinalIgnoreCase);
        if (options.Is(DataContracts) || isRenamed)
        {
            var arguments = new List<string>();
            if (isRenamed)
                arguments.Add($"Name={Quoted(property.WireName)}");
            if (options.Is(Indexes))
                arguments.Add($"Order={index}");
            code.Line(arguments.Count == 0 ? "[DataMember]" : $"[DataMember({string.Join(", ", arguments)})]");
        }
        var mark = property.Type.IsNullable && (property.Type.Type.IsValueType || options.Is(Nullable)) ? "?" : "";
        var type = $"{Named(property.Type, options)}{mark}";
        code.Line($"public {virtually}{type} {property.Name} {{ get; set; }}{Initial(property, options)}");
    }

    private static string Initial(ApiProperty property, TypesOptions options)
    {
        if (property == Version)
            return $" = {options.Text(TypesOption.AddImplicitVersion)};";
        var isCollection = property.Type.Shape is TypeShape.List or TypeShape.Dictionary;
        if (isCollection && (options.Is(Collections) || (!property.Type.IsNullable && options.Is(Nullable))))
            return property.Type.Type.IsArray ? " = [];" : $" = new {Named(property.Type, options)}();";
        return property.Type.IsNullable || property.Type.Type.IsValueType ? "" : Silence(options);
    }

    // What the compiler cannot see is set when the response is read.
    private static string Silence(TypesOptions options) => options.Is(Nullable) ? " = null!;" : "";

    private static string Mark(TypesOptions options) => options.Is(Nullable) ? "?" : "";

    private static bool IsStruct(ApiType type) => type.Type is { IsValueType: true, IsEnum: false };

    private static string Access(TypesOptions options) => options.Is(MakeInternal) ? "internal" : "public";

    private static string Named(TypeRef type, TypesOptions options)
    {
        var mark = type.Item is { IsNullable: true } && (type.Item.Type.IsValueType || options.Is(Nullable)) ? "?" : "";
        return type.Shape switch
        {
            TypeShape.Named => type.Name,
            TypeShape.List when type.Type.IsArray => $"{Named(type.Item!, options)}{mark}[]",
            TypeShape.List => $"List<{Named(type.Item!, options)}{mark}>",
            TypeShape.Dictionary => $"Dictionary<string, {Named(type.Item!, options)}{mark}>",
            TypeShape.Any => "object",
            _ => Named(type.Type),
        };
    }

    private static string Named(Type scalar) =>
        Type.GetTypeCode(scalar) switch
        {
            TypeCode.Boolean => "bool",
            TypeCode.Int16 => "short",
            TypeCode.UInt16 => "ushort",
            TypeCode.Int32 => "int",
            TypeCode.UInt32 => "uint",
            TypeCode.Int64 => "long",
            TypeCode.UInt64 => "ulong",
            TypeCode.Single => "float",
            TypeCode.DateTime => "DateTime",
            TypeCode.Object => scalar == typeof(byte[]) ? "byte[]" : scalar.Name,
            // Byte, SByte, Char, Double, Decimal, String.
            _ => scalar.Name.ToLowerInvariant(),
        };

    private static void WriteDocs(CodeWriter code, TypesOptions options, params string?[] texts)
    {
        var lines = DocsOf(options, texts).Select(text => Visible(text).Replace("&", "&amp;").Replace("<", "&lt;")).ToList();
        if (lines.Count == 0)
            return;
        code.Line("///<summary>");
        foreach (var line in lines)
            code.Line($"///{line}");
        code.Line("///</summary>");
    }
}
