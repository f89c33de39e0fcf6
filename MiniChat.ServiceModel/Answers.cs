using System.Runtime.Serialization;
using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>How far an answer is.</summary>
public enum AnswerState
{
    /// <summary>It is being made.</summary>
    [EnumMember(Value = "running")]
    Running,

    /// <summary>The model finished it.</summary>
    [EnumMember(Value = "completed")]
    Completed,

    /// <summary>Its owner stopped it, or left under the policy <c>cancel</c>; the text so far is kept.</summary>
    [EnumMember(Value = "stopped")]
    Stopped,

    /// <summary>The model failed; the text so far is kept.</summary>
    [EnumMember(Value = "failed")]
    Failed,

    /// <summary>The server ended before the answer did; the text of the last checkpoint is kept.</summary>
    [EnumMember(Value = "interrupted")]
    Interrupted,
}

/// <summary>What becomes of an answer when the one who asked leaves before its end.</summary>
public enum DisconnectPolicy
{
    /// <summary>It is finished and kept; it can be read later.</summary>
    [EnumMember(Value = "continue")]
    Continue,

    /// <summary>The model call is cancelled at once; the text so far is kept.</summary>
    [EnumMember(Value = "cancel")]
    Cancel,
}

/// <summary>Tokens used by one answer, as the model counted them.</summary>
public sealed record Usage
{
    /// <summary>Tokens of what was sent to the model.</summary>
    public int PromptTokens { get; set; }

    /// <summary>Tokens of what the model wrote.</summary>
    public int CompletionTokens { get; set; }
}

/// <summary>Why an answer failed.</summary>
public sealed record AnswerError
{
    /// <summary>The code, such as <c>ModelRateLimited</c>; docs/errors.md lists them.</summary>
    public string ErrorCode { get; set; } = "";

    /// <summary>What happened and what to do, for a person.</summary>
    public string Message { get; set; } = "";
}

/// <summary>Reads an answer: the text after a place, now or when there is more (long-poll).</summary>
[Route("/answers/{AnswerId}", "GET"), Tag("answers"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record GetAnswer : IGet, IReturn<GetAnswerResponse>
{
    /// <summary>The answer's number.</summary>
    public long AnswerId { get; set; }

    /// <summary>The place read up to before (UTF-8 bytes of the text); absent or 0 for the whole text.</summary>
    [ValidateInclusiveBetween(0, long.MaxValue)]
    public long? After { get; set; }

    /// <summary>Seconds to wait for more than <see cref="After"/>, or for the end; 0 to 30, absent for not at all.</summary>
    [ValidateInclusiveBetween(0, 30)]
    public int? Wait { get; set; }
}

/// <summary>An answer as it stands.</summary>
public sealed record GetAnswerResponse
{
    /// <summary>The answer's number.</summary>
    public long AnswerId { get; set; }

    /// <summary>How far it is.</summary>
    public AnswerState State { get; set; }

    /// <summary>The text from the place asked for.</summary>
    public string Text { get; set; } = "";

    /// <summary>The place read up to now (UTF-8 bytes of the whole text): send it as the next <c>after</c>.</summary>
    public long Seq { get; set; }

    /// <summary>The model that answers.</summary>
    public string Model { get; set; } = "";

    /// <summary>Why the model ended: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>.</summary>
    public string? FinishReason { get; set; }

    /// <summary>The tokens used, where the model told them.</summary>
    public Usage? Usage { get; set; }

    /// <summary>Why it failed.</summary>
    public AnswerError? Error { get; set; }

    /// <summary>When it was asked for, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}

/// <summary>Follows an answer: replays what is there, then what comes, until its end.</summary>
[
    Route("/answers/{AnswerId}/events", "GET"),
    SocketRoute("/answers/{AnswerId}/ws"),
    Tag("answers"),
    ValidateIsAuthenticated,
    ValidateScope(Scopes.Chat)
]
public sealed record StreamAnswer : IGet, IStreamOf<AnswerEvent>
{
    /// <summary>The answer's number.</summary>
    public long AnswerId { get; set; }

    /// <summary>The place read up to before; the header <c>Last-Event-ID</c> says the same.</summary>
    [ValidateInclusiveBetween(0, long.MaxValue)]
    public long? After { get; set; }
}

/// <summary>Follows the caller's answers, whatever door they were asked for by: one after the other, each from its beginning to its end.</summary>
/// <remarks>It goes on until the caller leaves. Answers that began while another one was followed wait for their turn.</remarks>
[Route("/answers/events", "GET"), Tag("answers"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record StreamAnswers : IGet, IStreamOf<AnswersEvent>
{
    /// <summary>
    /// The number of the last answer that was read before; absent for those that begin from now on. The header
    /// <c>Last-Event-ID</c> says the same.
    /// </summary>
    [ValidateInclusiveBetween(0, long.MaxValue)]
    public long? After { get; set; }
}

/// <summary>Stops an answer at once; the text so far is kept. An answer that has ended stays as it is.</summary>
[Route("/answers/{AnswerId}/stop", "POST"), Tag("answers"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record StopAnswer : IPost, IReturn<GetAnswerResponse>
{
    /// <summary>The answer's number.</summary>
    public long AnswerId { get; set; }
}

/// <summary>Asks the same again: a new answer beside the old one.</summary>
[Route("/answers/{AnswerId}/regenerate", "POST"), Tag("answers"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record RegenerateAnswer : IPost, IReturn<QuestionResponse>, IStreamOf<AnswerEvent>, IMayStream
{
    /// <summary>The number of the answer to replace.</summary>
    public long AnswerId { get; set; }

    /// <summary>The model to ask; absent for the one asked before.</summary>
    [ValidateMaximumLength(200)]
    public string? Model { get; set; }

    /// <inheritdoc cref="IMayStream.Stream"/>
    public bool? Stream { get; set; }

    /// <summary>What becomes of the answer when the caller leaves; absent for <c>continue</c>.</summary>
    public DisconnectPolicy? OnDisconnect { get; set; }
}
