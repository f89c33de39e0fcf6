using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Asks one question, outside of chats.</summary>
/// <remarks>
/// The whole answer comes back, or a stream of <see cref="AnswerEvent"/> when <c>Accept</c> names <c>text/event-stream</c>.
/// With the header <c>Idempotency-Key</c>, the same question sent again is answered with the same answer.
/// </remarks>
[Route("/questions", "POST"), Tag("questions"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record Question : IPost, IReturn<QuestionResponse>, IStreamOf<AnswerEvent>, IMayStream
{
    /// <summary>What to ask.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.TextLength)]
    public string Text { get; set; } = "";

    /// <summary>The model to ask; absent for the server's own choice.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <summary>Whether the model also gets the caller's earlier questions and answers, those of chats left out; absent for no.</summary>
    public bool? History { get; set; }

    /// <inheritdoc cref="IMayStream.Stream"/>
    public bool? Stream { get; set; }

    /// <summary>What becomes of the answer when the caller leaves; absent for <c>continue</c>.</summary>
    public DisconnectPolicy? OnDisconnect { get; set; }
}

/// <summary>An answer, whole; or, when a stream was asked for where none can be sent, its number and state at once.</summary>
public sealed record QuestionResponse
{
    /// <summary>The answer's number: to read, stream, stop or regenerate it.</summary>
    public long AnswerId { get; set; }

    /// <summary>The number of the caller's turn, in a chat.</summary>
    public long? TurnId { get; set; }

    /// <summary>How far the answer is.</summary>
    public AnswerState State { get; set; }

    /// <summary>The text.</summary>
    public string? Answer { get; set; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; set; }

    /// <summary>Why the model ended: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>.</summary>
    public string? FinishReason { get; set; }

    /// <summary>The tokens used, where the model told them.</summary>
    public Usage? Usage { get; set; }

    /// <summary>When it was asked for, in UTC.</summary>
    public DateTime? CreatedDate { get; set; }
}

/// <summary>Sends a list of messages to the model as it is: no system prompt, no history. It is kept as one question.</summary>
[Route("/completions", "POST"), Tag("questions"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record CreateCompletion : IPost, IReturn<QuestionResponse>, IStreamOf<AnswerEvent>, IMayStream
{
    /// <summary>The messages, oldest first.</summary>
    [ValidateNotEmpty]
    public List<CompletionMessage> Messages { get; set; } = [];

    /// <summary>The model to ask; absent for the server's own choice.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <inheritdoc cref="IMayStream.Stream"/>
    public bool? Stream { get; set; }

    /// <summary>What becomes of the answer when the caller leaves; absent for <c>continue</c>.</summary>
    public DisconnectPolicy? OnDisconnect { get; set; }
}

/// <summary>One message of a list for the model.</summary>
public sealed record CompletionMessage
{
    /// <summary>Who says it: <c>system</c>, <c>user</c>, <c>assistant</c> (or <c>developer</c>).</summary>
    [ValidateNotEmpty, ValidateMaximumLength(20)]
    public string Role { get; set; } = "";

    /// <summary>What is said.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.TextLength)]
    public string Content { get; set; } = "";
}

/// <summary>Lists the caller's own questions, newest first, running ones included.</summary>
[Route("/questions", "GET"), Tag("questions"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record FindQuestions : IGet, IReturn<FindQuestionsResponse>
{
    /// <summary>The <c>next</c> of the page before; absent for the first page.</summary>
    [ValidateMaximumLength(100)]
    public string? After { get; set; }

    /// <summary>How many, 1 to 100; absent for 20.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? Take { get; set; }
}

/// <summary>A page of questions.</summary>
public sealed record FindQuestionsResponse
{
    /// <summary>The questions, newest first.</summary>
    public List<QuestionItem> Results { get; set; } = [];

    /// <summary>What to send as <c>after</c> for the next page; absent on the last one.</summary>
    public string? Next { get; set; }
}

/// <summary>One question with its answer.</summary>
public sealed record QuestionItem
{
    /// <summary>The answer's number.</summary>
    public long AnswerId { get; set; }

    /// <summary>What was asked; of a list of messages, the last one.</summary>
    public string Text { get; set; } = "";

    /// <summary>The answer's text so far.</summary>
    public string Answer { get; set; } = "";

    /// <summary>How far the answer is.</summary>
    public AnswerState State { get; set; }

    /// <summary>The model that answers.</summary>
    public string Model { get; set; } = "";

    /// <summary>When it was asked, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}
