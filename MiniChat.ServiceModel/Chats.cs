using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Begins a chat.</summary>
/// <remarks>With the header <c>Idempotency-Key</c>, the same sent again is answered with the same chat.</remarks>
[Route("/chats", "POST"), Tag("chats"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record CreateChat : IPost, IReturn<ChatInfo>
{
    /// <summary>The title; absent, the first turn gives it.</summary>
    [ValidateMaximumLength(Limits.TitleLength)]
    public string? Title { get; set; }

    /// <summary>The model to ask; absent for the server's own choice.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <summary>The system prompt: what the model is told before the first turn.</summary>
    [ValidateMaximumLength(Limits.TextLength)]
    public string? System { get; set; }

    /// <summary>Whether the interview assistant is to answer: the model is also told the caller's skill description, as it then is.</summary>
    public bool? Assistant { get; set; }
}

/// <summary>A chat, without its turns.</summary>
public sealed record ChatInfo
{
    /// <summary>The chat's number.</summary>
    public long Id { get; set; }

    /// <summary>The title; absent before the first turn.</summary>
    public string? Title { get; set; }

    /// <summary>The model to ask, where one was chosen.</summary>
    public string? Model { get; set; }

    /// <summary>The system prompt, where there is one.</summary>
    public string? System { get; set; }

    /// <summary>Whether the interview assistant answers; absent where it does not.</summary>
    public bool? Assistant { get; set; }

    /// <summary>When it was begun, in UTC.</summary>
    public DateTime CreatedDate { get; set; }

    /// <summary>When the last turn was sent, or the chat changed, in UTC.</summary>
    public DateTime ModifiedDate { get; set; }
}

/// <summary>Sends a turn to a chat and asks the model to answer it, with the chat's turns as context.</summary>
/// <remarks>
/// The whole answer comes back, or a stream of <see cref="AnswerEvent"/> when <c>Accept</c> names <c>text/event-stream</c>.
/// With the header <c>Idempotency-Key</c>, the same turn sent again is answered with the same answer.
/// </remarks>
[Route("/chats/{ChatId}/turns", "POST"), Tag("chats"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record Chat : IPost, IReturn<QuestionResponse>, IStreamOf<AnswerEvent>, IMayStream
{
    /// <summary>The chat's number.</summary>
    [ValidateGreaterThan(0)]
    public long ChatId { get; set; }

    /// <summary>What to say.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.TextLength)]
    public string Text { get; set; } = "";

    /// <summary>
    /// The assistant's turn to go on after, which makes a branch where something follows it already; 0 begins the chat anew,
    /// beside its first turn. Absent: after the chat's newest turn.
    /// </summary>
    [ValidateInclusiveBetween(0, long.MaxValue)]
    public long? ParentId { get; set; }

    /// <summary>The model to ask; absent for the chat's, or the server's own choice.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <inheritdoc cref="IMayStream.Stream"/>
    public bool? Stream { get; set; }

    /// <summary>What becomes of the answer when the caller leaves; absent for <c>continue</c>.</summary>
    public DisconnectPolicy? OnDisconnect { get; set; }
}

/// <summary>Lists the caller's own chats, the last one used first.</summary>
[Route("/chats", "GET"), Tag("chats"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record FindChats : IGet, IReturn<FindChatsResponse>
{
    /// <summary>Text that the title must hold, in any case.</summary>
    [ValidateMaximumLength(Limits.TitleLength)]
    public string? Search { get; set; }

    /// <summary>The <c>next</c> of the page before; absent for the first page.</summary>
    [ValidateMaximumLength(100)]
    public string? After { get; set; }

    /// <summary>How many, 1 to 100; absent for 20.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? Take { get; set; }
}

/// <summary>A page of chats.</summary>
public sealed record FindChatsResponse
{
    /// <summary>The chats, the last one used first.</summary>
    public List<ChatInfo> Results { get; set; } = [];

    /// <summary>What to send as <c>after</c> for the next page; absent on the last one.</summary>
    public string? Next { get; set; }
}

/// <summary>Reads a chat with its turns: the path to the newest one, or to or through another that is named.</summary>
[Route("/chats/{Id}", "GET"), Tag("chats"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record GetChat : IGet, IReturn<GetChatResponse>
{
    /// <summary>The chat's number.</summary>
    public long Id { get; set; }

    /// <summary>The turn at which the path ends; absent for the newest.</summary>
    public long? Leaf { get; set; }

    /// <summary>A turn that the path leads through, and on to the newest turn below it; with <see cref="Leaf"/>, without effect.</summary>
    public long? Through { get; set; }
}

/// <summary>A chat with its turns.</summary>
public sealed record GetChatResponse
{
    /// <summary>The chat's number.</summary>
    public long Id { get; set; }

    /// <summary>The title; absent before the first turn.</summary>
    public string? Title { get; set; }

    /// <summary>The model to ask, where one was chosen.</summary>
    public string? Model { get; set; }

    /// <summary>The system prompt, where there is one.</summary>
    public string? System { get; set; }

    /// <summary>Whether the interview assistant answers; absent where it does not.</summary>
    public bool? Assistant { get; set; }

    /// <summary>When it was begun, in UTC.</summary>
    public DateTime CreatedDate { get; set; }

    /// <summary>When the last turn was sent, or the chat changed, in UTC.</summary>
    public DateTime ModifiedDate { get; set; }

    /// <summary>The turns of the path, oldest first.</summary>
    public List<Turn> Turns { get; set; } = [];

    /// <summary>The link at which others can read it, where it is shared.</summary>
    public ShareChatResponse? Share { get; set; }
}

/// <summary>One turn of a chat.</summary>
public sealed record Turn
{
    /// <summary>The turn's number.</summary>
    public long Id { get; set; }

    /// <summary>The turn before; absent for the first.</summary>
    public long? ParentId { get; set; }

    /// <summary><c>user</c> or <c>assistant</c>.</summary>
    public string Role { get; set; } = "";

    /// <summary>The text; of a running answer, the text so far.</summary>
    public string Text { get; set; } = "";

    /// <summary>The answer's number, when the assistant says it.</summary>
    public long? AnswerId { get; set; }

    /// <summary>How far the answer is.</summary>
    public AnswerState? State { get; set; }

    /// <summary>The model that answers.</summary>
    public string? Model { get; set; }

    /// <summary>Why the model ended.</summary>
    public string? FinishReason { get; set; }

    /// <summary>The tokens used, where the model told them.</summary>
    public Usage? Usage { get; set; }

    /// <summary>Why the answer failed.</summary>
    public AnswerError? Error { get; set; }

    /// <summary>All turns with the same parent, this one included, when there are several.</summary>
    public List<long>? Siblings { get; set; }

    /// <summary>When it was sent or asked for, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}

/// <summary>Changes a chat; what is absent stays as it is, an empty text takes it away.</summary>
[Route("/chats/{Id}", "PATCH"), Tag("chats"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record UpdateChat : IPatch, IReturn<ChatInfo>
{
    /// <summary>The chat's number.</summary>
    public long Id { get; set; }

    /// <summary>The title.</summary>
    [ValidateMaximumLength(Limits.TitleLength)]
    public string? Title { get; set; }

    /// <summary>The model to ask.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <summary>The system prompt.</summary>
    [ValidateMaximumLength(Limits.TextLength)]
    public string? System { get; set; }
}

/// <summary>Deletes a chat with all its turns; running answers are stopped.</summary>
[Route("/chats/{Id}", "DELETE"), Tag("chats"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record DeleteChat : IDelete, IReturnVoid
{
    /// <summary>The chat's number.</summary>
    public long Id { get; set; }
}
