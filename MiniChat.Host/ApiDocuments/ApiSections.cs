using MiniChat.Stack;

namespace MiniChat.Host.ApiDocuments;

/// <summary>The headings of the document that belong to no dialect, in their order.</summary>
internal static class ApiSections
{
    /// <summary>The group of the messages.</summary>
    internal const string Messages = "Messages";

    /// <summary>The group of the published formats.</summary>
    internal const string Dialects = "Published formats";

    /// <summary>The group of what an operator and a browser look at.</summary>
    internal const string Server = "Server";

    private static readonly (string Name, string Description)[] Known =
    [
        ("auth", "Accounts: making one, signing in and out, fresh tokens. They serve every door of the server."),
        ("questions", "Questions and lists of messages, answered whole or as a stream."),
        ("chats", "Conversations of turns; the model is told the turns before."),
        ("shares", "Links at which everybody who has one can read a chat."),
        ("transfers", "Chats taken out with all their branches, and brought in again."),
        ("answers", "Answers that run or ran: read, follow, stop, ask again, whatever door they were asked for by."),
        ("prompts", "Questions that stand alone, with limits of their own, and the search for similar ones."),
        ("interviews", "Questions that the model makes of what somebody can do, and the answers to them."),
        ("api-keys", "Keys that stand for an account in programs, within their scopes."),
        ("usages", "What was used of the models."),
        ("events", "Server-events: one open stream that tells an account what happens."),
        ("types", "The messages as types of a language, and their metadata."),
    ];

    /// <summary>What the server shows of itself.</summary>
    internal static ApiSection OfServer { get; } =
        new("server", Server, "Whether it lives and works, what it does, its pages, and this document.", Example);

    /// <summary>The pages where people sign in.</summary>
    internal static ApiSection OfMessages(string tag) =>
        new(tag, Messages, Array.Find(Known, one => one.Name == tag).Description ?? $"The messages of `{tag}`.", Example);

    /// <summary>Where a heading stands among all: known messages, other messages, dialects, the server.</summary>
    internal static int PlaceOf(ApiSection section)
    {
        var known = Array.FindIndex(Known, one => one.Name == section.Name);
        if (section.Group == Messages)
            return known < 0 ? Known.Length : known;
        return section.Group == Dialects ? Known.Length + 1 : Known.Length + 2;
    }

    private static ErrorResponse Example =>
        new()
        {
            ResponseStatus = new ResponseStatus
            {
                ErrorCode = "NotEmpty",
                Message = "'Text' must not be empty.",
                Errors =
                [
                    new ResponseError
                    {
                        ErrorCode = "NotEmpty",
                        FieldName = "Text",
                        Message = "'Text' must not be empty.",
                    },
                ],
            },
        };
}
