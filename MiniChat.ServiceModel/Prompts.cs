using System.Runtime.Serialization;
using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Sends a prompt to the model, by itself, and keeps it with the answer: a question that can be found again by its meaning.</summary>
/// <remarks>With the header <c>Idempotency-Key</c>, the same prompt sent again is answered with the same answer.</remarks>
[Route("/prompts", "POST"), Tag("prompts"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record CreatePrompt : IPost, IReturn<PromptItem>
{
    /// <summary>What to ask.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.TextLength)]
    public string Text { get; set; } = "";

    /// <summary>The model to ask; absent for the server's own choice.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <summary>What becomes of the answer when the caller leaves; absent for <c>continue</c>.</summary>
    public DisconnectPolicy? OnDisconnect { get; set; }
}

/// <summary>A prompt with its answer.</summary>
public sealed record PromptItem
{
    /// <summary>The answer's number.</summary>
    public long Id { get; set; }

    /// <summary>What was asked.</summary>
    public string Text { get; set; } = "";

    /// <summary>The answer; of a running one, the text so far.</summary>
    public string Response { get; set; } = "";

    /// <summary>How far the answer is.</summary>
    public AnswerState State { get; set; }

    /// <summary>The model that answers.</summary>
    public string Model { get; set; } = "";

    /// <summary>When it was sent, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}

/// <summary>Lists the caller's own prompts, newest first, running ones included.</summary>
[Route("/prompts", "GET"), Tag("prompts"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record FindPrompts : IGet, IReturn<FindPromptsResponse>
{
    /// <summary>The <c>next</c> of the page before; absent for the first page.</summary>
    [ValidateMaximumLength(100)]
    public string? After { get; set; }

    /// <summary>How many, 1 to 100; absent for 20.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? Take { get; set; }
}

/// <summary>A page of prompts.</summary>
public sealed record FindPromptsResponse
{
    /// <summary>The prompts, newest first.</summary>
    public List<PromptItem> Results { get; set; } = [];

    /// <summary>What to send as <c>after</c> for the next page; absent on the last one.</summary>
    public string? Next { get; set; }
}

/// <summary>Among what <see cref="FindSimilarPrompts"/> looks.</summary>
public enum SimilarAmong
{
    /// <summary>Prompts, questions and turns of chats.</summary>
    [EnumMember(Value = "all")]
    All,

    /// <summary>Prompts alone.</summary>
    [EnumMember(Value = "prompts")]
    Prompts,
}

/// <summary>Finds what the caller asked before that is nearest in meaning to a text, best first.</summary>
[Route("/prompts/similar", "GET"), Tag("prompts"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record FindSimilarPrompts : IGet, IReturn<FindSimilarPromptsResponse>
{
    /// <summary>What to be near to.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.SimilarLength)]
    public string Text { get; set; } = "";

    /// <summary>How many at most, 1 to 100; absent for 5.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? Take { get; set; }

    /// <summary>Among what; absent for <c>all</c>.</summary>
    public SimilarAmong? Among { get; set; }
}

/// <summary>What is near.</summary>
public sealed record FindSimilarPromptsResponse
{
    /// <summary>Best first.</summary>
    public List<SimilarPrompt> Results { get; set; } = [];
}

/// <summary>Something that was asked before.</summary>
public sealed record SimilarPrompt
{
    /// <summary>The answer's number.</summary>
    public long Id { get; set; }

    /// <summary>The chat's number, where it was asked in one.</summary>
    public long? ChatId { get; set; }

    /// <summary>What was asked.</summary>
    public string Text { get; set; } = "";

    /// <summary>The answer; of a running one, the text that is kept so far.</summary>
    public string Response { get; set; } = "";

    /// <summary>How near, -1 to 1: the cosine of both meanings.</summary>
    public double Score { get; set; }

    /// <summary>When it was asked, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}
