namespace MiniChat.ServiceModel;

/// <summary>One event of an answer's log, as server-events carry it under <c>cmd.answer</c>.</summary>
/// <remarks>
/// It says what <see cref="AnswerEvent"/> says, in one object. <c>started</c> begins an answer, also one that was told in
/// part before: what was read of it is forgotten then.
/// </remarks>
public sealed record AnswerNotice
{
    /// <summary>The answer's number.</summary>
    public long AnswerId { get; set; }

    /// <summary>The chat; absent for a question that stands alone.</summary>
    public long? ChatId { get; set; }

    /// <summary>The place in the answer's log.</summary>
    public long Seq { get; set; }

    /// <summary><c>started</c>, <c>delta</c>, <c>completed</c>, <c>stopped</c>, <c>failed</c> or <c>interrupted</c>.</summary>
    public string Event { get; set; } = "";

    /// <summary>The model that answers, of <c>started</c>.</summary>
    public string? Model { get; set; }

    /// <summary>The text that is new, of a <c>delta</c>.</summary>
    public string? Text { get; set; }

    /// <summary>How it ended, of the last event.</summary>
    public AnswerState? State { get; set; }

    /// <summary>The UTF-8 length of the text that was kept, of the last event.</summary>
    public long? Length { get; set; }

    /// <summary>Why the model ended, of the last event.</summary>
    public string? FinishReason { get; set; }

    /// <summary>The tokens used, of the last event, where the model told them.</summary>
    public Usage? Usage { get; set; }

    /// <summary>Why it failed, of the last event.</summary>
    public AnswerError? Error { get; set; }
}
