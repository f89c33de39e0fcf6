namespace MiniChat.Stack.Metadata.Types;

/// <summary>The languages that types are written in.</summary>
internal static class TypesLanguages
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<TypesLanguage> All =
    [
        new CSharpLanguage(),
        new TypeScriptLanguage(),
        new TypeScriptDefinitionLanguage(),
        new JavaScriptLanguage(),
        new PythonLanguage(),
        new JavaLanguage(),
        new KotlinLanguage(),
        new GoLanguage(),
        new RustLanguage(),
    ];
}
