using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>One event of an answer's log. Joining the texts of the <c>delta</c> events gives the answer, byte for byte.</summary>
/// <remarks>
/// <c>started</c> has seq 0; a <c>delta</c> the UTF-8 length of all text up to its end; the last one (<c>completed</c>,
/// <c>stopped</c>, <c>failed</c> or <c>interrupted</c>) the length of the whole text + 1.
/// </remarks>
public sealed record AnswerEvent : IStreamEvent
{
    /// <summary>The place in the log.</summary>
    public long Seq { get; init; }

    /// <summary><c>started</c>, <c>delta</c>, <c>completed</c>, <c>stopped</c>, <c>failed</c> or <c>interrupted</c>.</summary>
    public string Event { get; init; } = "";

    /// <summary>An <see cref="AnswerStarted"/>, <see cref="AnswerDelta"/> or <see cref="AnswerEnded"/>.</summary>
    public object Data { get; init; } = null!;
}

/// <summary>Data of <c>started</c>: the answer is kept, the model is asked.</summary>
public sealed record AnswerStarted
{
    /// <summary>The answer's number.</summary>
    public long AnswerId { get; set; }

    /// <summary>The model that answers.</summary>
    public string Model { get; set; } = "";
}

/// <summary>Data of <c>delta</c>: more of the text.</summary>
public sealed record AnswerDelta
{
    /// <summary>The text that is new.</summary>
    public string Text { get; set; } = "";
}

/// <summary>Data of the last event.</summary>
public sealed record AnswerEnded
{
    /// <summary>How it ended.</summary>
    public AnswerState State { get; set; }

    /// <summary>The UTF-8 length of the text that was kept: a reader that holds more, after a crash, cuts back to it.</summary>
    public long Length { get; set; }

    /// <summary>Why the model ended: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>.</summary>
    public string? FinishReason { get; set; }

    /// <summary>The tokens used, where the model told them.</summary>
    public Usage? Usage { get; set; }

    /// <summary>Why it failed.</summary>
    public AnswerError? Error { get; set; }
}

/// <summary>One event of a caller's answers.</summary>
/// <remarks>
/// Its seq is the number of the last answer that was told to its end: who comes back with it misses nothing, and gets an
/// answer that was not yet at its end from <c>started</c> again.
/// </remarks>
public sealed record AnswersEvent : IStreamEvent
{
    /// <summary>The number of the last answer that was told to its end.</summary>
    public long Seq { get; init; }

    /// <summary>The name of the answer's event; <c>listening</c> for the first one of the stream.</summary>
    public string Event { get; init; } = "";

    /// <summary>The event with its answer's number; an <see cref="AnswersListening"/> of the first one.</summary>
    public object Data { get; init; } = null!;
}

/// <summary>Data of <c>listening</c>: answers that begin from here on come.</summary>
public sealed record AnswersListening
{
    /// <summary>The number of the last answer before.</summary>
    public long After { get; set; }
}

/// <summary>Data of the other events: which answer it is about, and what its own stream would say.</summary>
public sealed record AnswersItem
{
    /// <summary>The answer's number.</summary>
    public long AnswerId { get; set; }

    /// <summary>The place in the answer's log.</summary>
    public long Seq { get; set; }

    /// <summary>An <see cref="AnswerStarted"/>, <see cref="AnswerDelta"/> or <see cref="AnswerEnded"/>.</summary>
    public object Data { get; set; } = null!;
}
