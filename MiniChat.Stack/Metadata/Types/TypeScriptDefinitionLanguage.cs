namespace MiniChat.Stack.Metadata.Types;

/// <summary>TypeScript's declarations: interfaces alone, for plain objects.</summary>
internal sealed class TypeScriptDefinitionLanguage : TypeScriptLanguage
{
    private static readonly TypesOption Optional = new("MakePropertiesOptional", OptionKind.Flag, "True");

    public override string Id => "typescript.d";

    public override string Name => "TypeScriptDefinition";

    public override IReadOnlyList<TypesOption> Options { get; } = OptionsWith(Optional);

    protected override string OpenNamespace(string name) => $"declare namespace {name} {{";

    protected override string OpenInterface => "interface";

    protected override bool HasMethods => false;

    protected override void WriteEnum(CodeWriter code, ApiType type, TypesOptions options)
    {
        WriteDocs(code, DocsOf(options, type.Summary, type.Remarks));
        var names = type.Values.Select(value => TypeScriptNames.Text(value.WireName)).Distinct();
        code.Line($"type {type.Name} = {string.Join(" | ", names)};");
    }

    protected override void WriteClass(CodeWriter code, ApiType type, TypesSelection selection, TypesOptions options)
    {
        var operation = selection.OperationOf(type);
        WriteDocs(code, DocsOf(options, type.Summary, type.Remarks));
        WriteNotes(code, operation);
        code.Open($"interface {type.Name}{Heritage(" extends ", type, operation, options)} {{");
        foreach (var property in PropertiesOf(type, selection, options))
        {
            WritePropertyNotes(code, property, options);
            var mark = property.Type.IsNullable || options.Is(Optional) ? "?" : "";
            code.Line($"{TypeScriptNames.Property(property.WireName)}{mark}: {TypeScriptNames.Of(property.Type)};");
        }
        code.Close();
    }
}
