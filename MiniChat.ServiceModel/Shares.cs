using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Lets everybody who has the link read a chat up to a turn. A chat has one link: sharing again moves it to another turn.</summary>
[Route("/chats/{Id}/share", "POST"), Tag("shares"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record ShareChat : IPost, IReturn<ShareChatResponse>
{
    /// <summary>The chat's number.</summary>
    public long Id { get; set; }

    /// <summary>The turn up to which it is shared; absent for the newest.</summary>
    public long? Leaf { get; set; }
}

/// <summary>The link to a shared chat.</summary>
public sealed record ShareChatResponse
{
    /// <summary>What the link is known by.</summary>
    public string Token { get; set; } = "";

    /// <summary>The link.</summary>
    public string Url { get; set; } = "";

    /// <summary>When it was shared first, in UTC.</summary>
    public DateTime CreatedDate { get; set; }

    /// <summary>The turn up to which it is shared.</summary>
    public long TurnId { get; set; }
}

/// <summary>Ends a link: nobody reads the chat by it any more.</summary>
[Route("/chats/{Id}/share", "DELETE"), Tag("shares"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record UnshareChat : IDelete, IReturnVoid
{
    /// <summary>The chat's number.</summary>
    public long Id { get; set; }
}

/// <summary>Lists the caller's own links, the newest first.</summary>
[Route("/shares", "GET"), Tag("shares"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record FindShares : IGet, IReturn<FindSharesResponse>
{
    /// <summary>The <c>next</c> of the page before; absent for the first page.</summary>
    [ValidateMaximumLength(100)]
    public string? After { get; set; }

    /// <summary>How many, 1 to 100; absent for 20.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? Take { get; set; }
}

/// <summary>A page of links.</summary>
public sealed record FindSharesResponse
{
    /// <summary>The links, the newest first.</summary>
    public List<ShareItem> Results { get; set; } = [];

    /// <summary>What to send as <c>after</c> for the next page; absent on the last one.</summary>
    public string? Next { get; set; }
}

/// <summary>A link to a shared chat, in a list.</summary>
public sealed record ShareItem
{
    /// <summary>The chat's number.</summary>
    public long ChatId { get; set; }

    /// <summary>The chat's title.</summary>
    public string? Title { get; set; }

    /// <summary>What the link is known by.</summary>
    public string Token { get; set; } = "";

    /// <summary>The link.</summary>
    public string Url { get; set; } = "";

    /// <summary>When it was shared first, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}

/// <summary>Reads a shared chat by its link. Nobody has to sign in for that.</summary>
[Route("/shares/{Token}", "GET"), Tag("shares")]
public sealed record GetSharedChat : IGet, IReturn<GetSharedChatResponse>
{
    /// <summary>What the link is known by.</summary>
    [ValidateMaximumLength(100)]
    public string Token { get; set; } = "";
}

/// <summary>A shared chat: what was said up to the turn that was shared, and nothing of whose it is.</summary>
public sealed record GetSharedChatResponse
{
    /// <summary>The chat's title.</summary>
    public string? Title { get; set; }

    /// <summary>When the chat was begun, in UTC.</summary>
    public DateTime CreatedDate { get; set; }

    /// <summary>The turns of the path, oldest first.</summary>
    public List<SharedTurn> Turns { get; set; } = [];
}

/// <summary>One turn of a shared chat.</summary>
public sealed record SharedTurn
{
    /// <summary><c>user</c> or <c>assistant</c>.</summary>
    public string Role { get; set; } = "";

    /// <summary>The text.</summary>
    public string Text { get; set; } = "";

    /// <summary>The model that answered.</summary>
    public string? Model { get; set; }

    /// <summary>When it was sent or asked for, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}
