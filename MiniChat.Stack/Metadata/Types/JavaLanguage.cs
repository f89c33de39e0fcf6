namespace MiniChat.Stack.Metadata.Types;

/// <summary>Java: classes for <c>net.servicestack:client</c>, whose serializer is Gson.</summary>
internal sealed class JavaLanguage : TypesLanguage
{
    private static readonly TypesOption GlobalName = new("GlobalNamespace", OptionKind.Namespace, "dtos");

    // Source: the Java language specification, 3.9, "Keywords".
    private static readonly HashSet<string> Keywords =
    [
        .. (
            "abstract assert boolean break byte case catch char class const continue default do double else enum extends final "
            + "finally float for goto if implements import instanceof int interface long native new package private protected "
            + "public return short static strictfp super switch synchronized this throw throws transient try void volatile while "
            + "true false null"
        ).Split(' '),
    ];

    public override string Id => "java";

    public override string Name => "Java";

    public override IReadOnlyList<TypesOption> Options { get; } =
    [
        TypesOption.Package,
        GlobalName,
        TypesOption.AddServiceStackTypes,
        TypesOption.AddResponseStatus,
        TypesOption.AddImplicitVersion,
        TypesOption.AddDescriptionAsComments,
        TypesOption.IncludeTypes,
        TypesOption.ExcludeTypes,
    ];

    protected override void WriteTypes(CodeWriter code, TypesSelection selection, TypesOptions options)
    {
        if (options.IsGiven(TypesOption.Package))
            code.Line($"package {options.Text(TypesOption.Package)};").Line();
        foreach (var import in (string[])["java.io.InputStream", "java.math.BigDecimal", "java.util.*"])
            code.Line($"import {import};");
        code.Line("import com.google.gson.annotations.SerializedName;").Line("import com.google.gson.reflect.TypeToken;");
        code.Line("import net.servicestack.client.*;").Line();
        code.Open($"public class {options.Text(GlobalName).Replace('.', '_')} {{");
        foreach (var type in selection.Types)
        {
            // Errors are read by the client itself, with classes of its own.
            if (type.IsServiceStacks && (IsOfTheClient(type) || !options.Is(TypesOption.AddServiceStackTypes)))
                continue;
            JavaNames.WriteDocs(code, DocsOf(options, type.Summary, type.Remarks).Select(InComment));
            if (type.IsEnum)
                WriteEnum(code, type, options);
            else
                WriteClass(code, type, selection, options);
            code.Line();
        }
        code.Close();
    }

    /// <summary>Whether the client for Java and Kotlin brings the type along.</summary>
    public static bool IsOfTheClient(ApiType type) => type.Type == typeof(ResponseStatus) || type.Type == typeof(ResponseError);

    private static void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        code.Open($"public static enum {type.Name} {{");
        foreach (var value in type.Values)
        {
            JavaNames.WriteDocs(code, DocsOf(options, value.Summary).Select(InComment));
            var renamed = value.WireName == value.Name ? "" : $"@SerializedName({Quoted(value.WireName)}) ";
            code.Line($"{renamed}{Named(value.Name)}{(value == type.Values[^1] ? ";" : ",")}");
        }
        code.Close();
    }

    private static void WriteClass(CodeWriter code, ApiType type, TypesSelection selection, TypesOptions options)
    {
        var operation = selection.OperationOf(type);
        foreach (var route in operation is null ? [] : RoutesOf(operation))
            code.Line($"// @{route}");
        foreach (var validator in operation?.Validators ?? [])
            code.Line($"// @ValidateRequest(Validator={Quoted(validator)})");
        code.Open($"public static class {type.Name}{Heritage(operation)} {{");
        var properties = PropertiesOf(type, selection, options).ToList();
        foreach (var property in properties)
        {
            JavaNames.WriteDocs(code, DocsOf(options, property.Summary).Select(InComment));
            foreach (var validator in property.Validators)
                code.Line($"// @Validate(Validator={Quoted(validator)})");
            var renamed = Field(property) == property.WireName ? "" : $"@SerializedName({Quoted(property.WireName)}) ";
            code.Line($"{renamed}public {Of(property.Type)} {Field(property)} = {Initial(property, options)};");
        }
        foreach (var property in properties)
        {
            code.Line().Line($"public {Of(property.Type)} get{Accessor(property)}() {{ return {Field(property)}; }}");
            code.Line(
                $"public {type.Name} set{Accessor(property)}({Of(property.Type)} value) {{ this.{Field(property)} = value; return this; }}"
            );
        }
        if (operation is { IsVoid: false })
        {
            code.Line().Line($"private static Object responseType = {ResponseOf(operation)};");
            code.Line("public Object getResponseType() { return responseType; }");
        }
        code.Close();
    }

    private static string Heritage(ApiOperation? operation)
    {
        if (operation is null)
            return "";
        var answer =
            operation.IsVoid ? "IReturnVoid"
            : operation.Response is { } response ? $"IReturn<{Of(response)}>"
            : "IReturn<InputStream>";
        return $" implements {answer}{(operation.Marker is { } marker ? $", {marker}" : "")}";
    }

    private static string ResponseOf(ApiOperation operation) =>
        operation.Response switch
        {
            null => "InputStream.class",
            { Shape: TypeShape.List or TypeShape.Dictionary } held => $"new TypeToken<{Of(held)}>() {{}}.getType()",
            var response => $"{Of(response)}.class",
        };

    private static string Initial(ApiProperty property, TypesOptions options) =>
        property == Version ? options.Text(TypesOption.AddImplicitVersion)
        : property.Type is { IsNullable: false, Shape: TypeShape.List or TypeShape.Dictionary } ? $"new {Of(property.Type)}()"
        : "null";

    private static string Of(TypeRef type) => JavaNames.Of(type, "Object", "Integer", "byte[]");

    private static string Field(ApiProperty property) => Named(char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);

    // getClass belongs to every object.
    private static string Accessor(ApiProperty property) => property.Name == "Class" ? "Class_" : property.Name;

    private static string Named(string name) => Keywords.Contains(name) ? name + "_" : name;
}
