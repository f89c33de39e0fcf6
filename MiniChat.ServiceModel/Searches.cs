using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Finds words in the caller's own chats, in their titles and in what either side said: newest first.</summary>
/// <remarks>
/// Every word must be there, in any case and with or without accents; the last one may be the beginning of a word. In scripts
/// without blanks any part of a text is found.
/// </remarks>
[Route("/turns", "GET"), Tag("chats"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record FindTurns : IGet, IReturn<FindTurnsResponse>
{
    /// <summary>The words.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.TitleLength)]
    public string Search { get; set; } = "";

    /// <summary>The <c>next</c> of the page before; absent for the first page.</summary>
    [ValidateMaximumLength(100)]
    public string? After { get; set; }

    /// <summary>How many, 1 to 100; absent for 20.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? Take { get; set; }
}

/// <summary>A page of what was found.</summary>
public sealed record FindTurnsResponse
{
    /// <summary>What was found, newest first.</summary>
    public List<FoundTurn> Results { get; set; } = [];

    /// <summary>What to send as <c>after</c> for the next page; absent on the last one.</summary>
    public string? Next { get; set; }
}

/// <summary>A turn, or a chat's title, that holds all words.</summary>
public sealed record FoundTurn
{
    /// <summary>The chat's number.</summary>
    public long ChatId { get; set; }

    /// <summary>The chat's title.</summary>
    public string? Title { get; set; }

    /// <summary>The turn's number; absent when the title holds the words.</summary>
    public long? TurnId { get; set; }

    /// <summary><c>user</c> or <c>assistant</c>, of a turn.</summary>
    public string? Role { get; set; }

    /// <summary>The part of the text, or the title, in which the words are.</summary>
    public string Excerpt { get; set; } = "";

    /// <summary>Where the words are in the excerpt: pairs of start and length, in UTF-16 code units.</summary>
    public List<List<int>> Marks { get; set; } = [];

    /// <summary>When the turn was sent or asked for, or the chat begun, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}
