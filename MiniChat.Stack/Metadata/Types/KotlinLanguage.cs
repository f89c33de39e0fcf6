namespace MiniChat.Stack.Metadata.Types;

/// <summary>Kotlin: classes for <c>net.servicestack:kotlin</c>, whose serializer is Gson.</summary>
internal sealed class KotlinLanguage : TypesLanguage
{
    // Source: Kotlin's reference, "Keywords and operators", hard keywords.
    private static readonly HashSet<string> Keywords =
    [
        .. (
            "as break class continue do else false for fun if in interface is null object package return super this throw true try "
            + "typealias typeof val var when while"
        ).Split(' '),
    ];

    public override string Id => "kotlin";

    public override string Name => "Kotlin";

    public override IReadOnlyList<TypesOption> Options { get; } =
    [
        TypesOption.Package,
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
            code.Line($"package {string.Join('.', options.Text(TypesOption.Package).Split('.').Select(Named))}").Line();
        foreach (var import in (string[])["java.io.InputStream", "java.math.BigDecimal", "java.util.*"])
            code.Line($"import {import}");
        code.Line("import com.google.gson.annotations.SerializedName").Line("import com.google.gson.reflect.TypeToken");
        code.Line("import net.servicestack.client.*");
        foreach (var type in selection.Types)
        {
            if (type.IsServiceStacks && (JavaLanguage.IsOfTheClient(type) || !options.Is(TypesOption.AddServiceStackTypes)))
                continue;
            code.Line();
            JavaNames.WriteDocs(code, DocsOf(options, type.Summary, type.Remarks).Select(InComment));
            if (type.IsEnum)
                WriteEnum(code, type, options);
            else
                WriteClass(code, type, selection, options);
        }
    }

    private static void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        code.Open($"enum class {type.Name} {{");
        foreach (var value in type.Values)
        {
            JavaNames.WriteDocs(code, DocsOf(options, value.Summary).Select(InComment));
            if (value.WireName != value.Name)
                code.Line($"@SerializedName({Text(value.WireName)})");
            code.Line($"{Named(value.Name)},");
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
        code.Open($"open class {type.Name}{Heritage(operation)} {{");
        foreach (var property in PropertiesOf(type, selection, options))
        {
            JavaNames.WriteDocs(code, DocsOf(options, property.Summary).Select(InComment));
            foreach (var validator in property.Validators)
                code.Line($"// @Validate(Validator={Quoted(validator)})");
            var name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            if (name != property.WireName)
                code.Line($"@SerializedName({Text(property.WireName)})");
            code.Line($"open var {Named(name)}: {Declared(property, options)}");
        }
        if (operation is { IsVoid: false })
        {
            code.Open("companion object {");
            code.Line($"private val responseType: Any = {ResponseOf(operation)}");
            code.Close();
            // With the class's name: alone it would be this very function, which Kotlin shows as a property.
            code.Line($"override fun getResponseType(): Any? = {type.Name}.responseType");
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
        return $" : {answer}{(operation.Marker is { } marker ? $", {marker}" : "")}";
    }

    private static string ResponseOf(ApiOperation operation) =>
        operation.Response switch
        {
            null => "InputStream::class.java",
            { Shape: TypeShape.List or TypeShape.Dictionary } held => $"object : TypeToken<{Of(held)}>() {{}}.type",
            var response => $"{Of(response)}::class.java",
        };

    private static string Declared(ApiProperty property, TypesOptions options)
    {
        if (property == Version)
            return $"Int = {options.Text(TypesOption.AddImplicitVersion)}";
        var type = Of(property.Type);
        return property.Type is { IsNullable: false, Shape: TypeShape.List or TypeShape.Dictionary }
            ? $"{type} = {type}()"
            : $"{type}? = null";
    }

    private static string Of(TypeRef type) => JavaNames.Of(type, "Any", "Int", "ByteArray");

    private static string Named(string name) => Keywords.Contains(name) ? $"`{name}`" : name;

    // A dollar begins a template.
    private static string Text(string text) => Quoted(text).Replace("$", "\\$");
}
