using System.Text;

namespace MiniChat.Stack.Metadata.Types;

/// <summary>Writes the server's types in one language.</summary>
internal abstract class TypesLanguage
{
    /// <summary>The last part of its path: <c>/types/{Id}</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Its name, also in <c>/api/Types{Name}</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The type of its text.</summary>
    public virtual string ContentType => "text/plain; charset=utf-8";

    /// <summary>Its options, in the order of the head.</summary>
    public abstract IReadOnlyList<TypesOption> Options { get; }

    /// <summary>What stands before an option that was not given; clients read the head by it.</summary>
    protected virtual string Unset => "//";

    /// <summary>The first and the last line of the head.</summary>
    protected virtual (string Begin, string End) Head => ("/* Options:", "*/");

    /// <summary>Writes everything.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What was chosen.</param>
    /// <param name="origin">Where and when.</param>
    public string Write(ApiModel model, TypesOptions options, TypesOrigin origin)
    {
        var code = new CodeWriter();
        if (!options.Is(TypesOption.WithoutOptions))
            WriteHead(code, options, origin);
        WriteTypes(code, new TypesSelection(model, options), options);
        return code.ToString();
    }

    /// <summary>Writes what comes after the head.</summary>
    protected abstract void WriteTypes(CodeWriter code, TypesSelection selection, TypesOptions options);

    private void WriteHead(CodeWriter code, TypesOptions options, TypesOrigin origin)
    {
        code.Line(Head.Begin);
        code.Line($"Date: {origin.Date:yyyy-MM-dd HH:mm:ss}");
        code.Line($"Version: {origin.Version}");
        code.Line($"Tip: an option counts when the {Unset} before it is taken away");
        code.Line($"BaseUrl: {origin.BaseUrl}");
        code.Line();
        foreach (var option in Options)
            code.Line($"{(options.IsGiven(option) ? "" : Unset)}{option.Name}: {options.Text(option)}".TrimEnd());
        code.Line(Head.End);
        code.Line();
    }

    /// <summary>The properties of a type as the options have them: with a version of a message, a status of a response.</summary>
    protected static IEnumerable<ApiProperty> PropertiesOf(ApiType type, TypesSelection selection, TypesOptions options)
    {
        var isVersioned = options.IsGiven(TypesOption.AddImplicitVersion) && selection.OperationOf(type) is not null;
        if (isVersioned)
            yield return Version;
        foreach (var property in type.Properties)
            yield return property;
        if (options.Is(TypesOption.AddResponseStatus) && IsResponse(type, selection))
            yield return Status;
    }

    private static bool IsResponse(ApiType type, TypesSelection selection) =>
        selection.Model.Operations.Any(operation => operation.Response is { Shape: TypeShape.Named } r && r.Name == type.Name)
        && !type.Properties.Any(property => property.Name == nameof(ResponseStatus));

    /// <summary>The version that a client sends along.</summary>
    protected static readonly ApiProperty Version = new(
        "Version",
        "version",
        new TypeRef(typeof(int), TypeShape.Scalar, IsNullable: false) { Scalar = ScalarKind.Int }
    );

    private static readonly ApiProperty Status = new(
        nameof(ResponseStatus),
        "responseStatus",
        new TypeRef(typeof(ResponseStatus), TypeShape.Named, IsNullable: true) { Name = nameof(ResponseStatus) }
    );

    /// <summary>What a type's docstring says, as lines; none where the options leave them out.</summary>
    protected static IEnumerable<string> DocsOf(TypesOptions options, params string?[] texts) =>
        options.Is(TypesOption.AddDescriptionAsComments) ? texts.OfType<string>() : [];

    /// <summary>A text for a comment between slashes and stars: nothing in it ends the comment, not even as Java's escape of a letter.</summary>
    protected static string InComment(string text) =>
        Visible(text).Replace("*/", "*\u200B/").Replace("/*", "/\u200B*").Replace("\\u", "\\\u200Bu");

    /// <summary>A text for one line: without characters that would end it.</summary>
    protected static string Visible(string text)
    {
        if (!text.Any(IsUnseen))
            return text;
        var line = new StringBuilder(text);
        for (var i = 0; i < line.Length; i++)
        {
            if (IsUnseen(line[i]))
                line[i] = ' ';
        }
        return line.ToString();
    }

    private static bool IsUnseen(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029';

    /// <summary>A text between double quotes, as most languages write it.</summary>
    protected static string Quoted(string text) => $"\"{Visible(text).Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    /// <summary>The routes and demands of a message, as comments or attributes tell them: <c>@Route("/questions", "POST")</c>.</summary>
    protected static IEnumerable<string> RoutesOf(ApiOperation operation) =>
        operation.Routes.Select(route =>
            route.Verbs.Count == Routing.Verbs.All.Length
                ? $"Route({Quoted(route.Path)})"
                : $"Route({Quoted(route.Path)}, {Quoted(string.Join(',', route.Verbs))})"
        );

    /// <summary><c>answer_id</c> for <c>AnswerId</c>.</summary>
    protected static string Snake(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var begins =
                char.IsUpper(name[i])
                && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (begins && name[i - 1] != '_')
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}

/// <summary>Where generated types come from.</summary>
/// <param name="BaseUrl">The server's address, without a slash at the end.</param>
/// <param name="Version">The server's version.</param>
/// <param name="Date">Now.</param>
internal sealed record TypesOrigin(string BaseUrl, string Version, DateTimeOffset Date);
