namespace MiniChat.Host.ApiDocuments;

/// <summary>What the document says of the messages' types and metadata.</summary>
internal static class TypesNotes
{
    /// <summary>The list of languages.</summary>
    internal static ApiOperation Types =>
        new("Types", "Lists the addresses of the messages' types, by language")
        {
            Section = Section,
            Answer = new Dictionary<string, string> { ["CSharp"] = "http://localhost:5000/types/csharp" },
            Texts = [Page],
            Errors = [400],
        };

    /// <summary>The types of one language.</summary>
    internal static ApiOperation TypesOfLanguage =>
        new("TypesOfLanguage", "Writes the messages as types of a language")
        {
            Description = "What else can be chosen stands in the head of the text, each choice by its name in the query.",
            Section = Section,
            Query = new TypesQuery { Language = "csharp", IncludeTypes = "Question" },
            Texts = [new ApiText("text/plain", "The types."), new ApiText("text/javascript", "Those of JavaScript.")],
            Errors = [404],
        };

    /// <summary>The list for people.</summary>
    internal static ApiOperation Metadata =>
        new("Metadata", "Lists the messages for people") { Section = Section, Texts = [Page] };

    /// <summary>The list for tools.</summary>
    internal static ApiOperation MetadataApp =>
        new("MetadataApp", "Says what the messages are, for tools of ServiceStack's")
        {
            Section = Section,
            Texts = [new ApiText("application/json", "The messages, their types and addresses.")],
            Errors = [400],
        };

    private static ApiSection Section => ApiSections.OfMessages("types");

    private static ApiText Page => new("text/html", "The page.");
}

/// <summary>Which types.</summary>
internal sealed record TypesQuery
{
    /// <summary>The language, such as `csharp` or `typescript`; `/types` lists them.</summary>
    public string Language { get; set; } = "";

    /// <summary>The only types to write, parted by commas; `Name.*` brings along what a type is made of.</summary>
    public string? IncludeTypes { get; set; }
}
