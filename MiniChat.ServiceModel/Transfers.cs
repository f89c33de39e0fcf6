using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Gives the caller's own chats with all turns of all branches, to be kept elsewhere or imported.</summary>
[Route("/chats/export", "GET"), Tag("transfers"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record ExportChats : IGet, IReturn<ExportChatsResponse>
{
    /// <summary>The <c>next</c> of the page before; absent for the first page.</summary>
    [ValidateMaximumLength(100)]
    public string? After { get; set; }

    /// <summary>How many chats at most, 1 to 100; absent for 100. A page ends earlier when it has grown long.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? Take { get; set; }
}

/// <summary>A page of exported chats.</summary>
public sealed record ExportChatsResponse
{
    /// <summary>The form's name: <c>minichat</c>.</summary>
    public string Format { get; set; } = "minichat";

    /// <summary>The form's version: 1.</summary>
    public int Version { get; set; } = 1;

    /// <summary>When the page was made, in UTC.</summary>
    public DateTime ExportedDate { get; set; }

    /// <summary>The chats, the first begun first.</summary>
    public List<PortableChat> Chats { get; set; } = [];

    /// <summary>What to send as <c>after</c> for the next page; absent on the last one.</summary>
    public string? Next { get; set; }
}

/// <summary>A chat as it is exported and imported.</summary>
public sealed record PortableChat
{
    /// <summary>The chat's number where it was; an import gives it another one.</summary>
    public long? Id { get; set; }

    /// <summary>The title.</summary>
    [ValidateMaximumLength(Limits.TitleLength)]
    public string? Title { get; set; }

    /// <summary>The model to ask, where one was chosen.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <summary>The system prompt, where there is one.</summary>
    [ValidateMaximumLength(Limits.TextLength)]
    public string? System { get; set; }

    /// <summary>Whether the interview assistant answers; absent where it does not.</summary>
    public bool? Assistant { get; set; }

    /// <summary>When it was begun, in UTC.</summary>
    public DateTime? CreatedDate { get; set; }

    /// <summary>When the last turn was sent, or the chat changed, in UTC; absent in an import for the last turn's.</summary>
    public DateTime? ModifiedDate { get; set; }

    /// <summary>All turns, in any order; exported ones oldest first.</summary>
    public List<PortableTurn> Turns { get; set; } = [];
}

/// <summary>A turn as it is exported and imported.</summary>
public sealed record PortableTurn
{
    /// <summary>The turn's number, by which others of the same chat name it; an import gives it another one.</summary>
    public long Id { get; set; }

    /// <summary>The turn before; absent for a first one.</summary>
    public long? ParentId { get; set; }

    /// <summary><c>user</c> or <c>assistant</c>.</summary>
    [ValidateNotEmpty]
    public string Role { get; set; } = "";

    /// <summary>The text.</summary>
    public string Text { get; set; } = "";

    /// <summary>How an answer ended; absent in an import for <c>completed</c>.</summary>
    public AnswerState? State { get; set; }

    /// <summary>The model that answered.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <summary>Why the model ended.</summary>
    [ValidateMaximumLength(200)]
    public string? FinishReason { get; set; }

    /// <summary>The tokens used, where the model told them.</summary>
    public Usage? Usage { get; set; }

    /// <summary>When it was sent or asked for, in UTC; absent in an import for the chat's.</summary>
    public DateTime? CreatedDate { get; set; }
}

/// <summary>Adds chats that were exported, all or none. What is there already is left out: importing twice gives nothing twice.</summary>
[Route("/chats/import", "POST"), Tag("transfers"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record ImportChats : IPost, IReturn<ImportChatsResponse>
{
    /// <summary>The chats.</summary>
    [ValidateNotEmpty]
    public List<PortableChat> Chats { get; set; } = [];
}

/// <summary>What came of an import.</summary>
public sealed record ImportChatsResponse
{
    /// <summary>The chats that were added, in the order in which they were sent.</summary>
    public List<ImportedChat> Imported { get; set; } = [];

    /// <summary>How many were there already.</summary>
    public int Skipped { get; set; }
}

/// <summary>A chat that was added.</summary>
public sealed record ImportedChat
{
    /// <summary>The chat's number here.</summary>
    public long Id { get; set; }

    /// <summary>The title.</summary>
    public string? Title { get; set; }
}
