using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>How an answer ended.</summary>
/// <param name="State">Never running.</param>
public sealed record AnswerEnding(AnswerState State)
{
    /// <summary>Why the model ended.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The tokens used.</summary>
    public Usage? Usage { get; init; }

    /// <summary>Why it failed.</summary>
    public AnswerError? Error { get; init; }

    /// <summary>The failure as it was thrown, where it happened in this process.</summary>
    public ServiceException? Failure { get; init; }

    /// <summary>How a kept answer ended.</summary>
    /// <param name="stored">The answer; not running.</param>
    public static AnswerEnding Of(StoredAnswer stored) =>
        new(stored.State)
        {
            FinishReason = stored.FinishReason,
            Usage = stored.Usage,
            Error = stored.Error,
        };

    /// <summary>An ending by failure.</summary>
    public static AnswerEnding Failed(ServiceException failure) =>
        new(AnswerState.Failed)
        {
            Failure = failure,
            Error = new AnswerError { ErrorCode = failure.ErrorCode ?? failure.Kind.ToString(), Message = failure.Message },
        };

    /// <summary>The last event of the answer's log.</summary>
    /// <param name="length">The UTF-8 length of the whole text.</param>
    internal AnswerEvent ToEvent(int length) =>
        new()
        {
            Seq = length + 1L,
            Event = State.ToString().ToLowerInvariant(),
            Data = new AnswerEnded
            {
                State = State,
                Length = length,
                FinishReason = FinishReason,
                Usage = Usage,
                Error = Error,
            },
        };

    /// <summary>What a caller who waited for the whole answer is told, when there is none.</summary>
    /// <param name="answerId">The answer's number, for the caller to come back to.</param>
    public ServiceException? ToException(long answerId)
    {
        var meta = new Dictionary<string, string> { ["AnswerId"] = answerId.ToString() };
        if (State == AnswerState.Interrupted)
        {
            return new ServiceException(ErrorKind.Unavailable, "The server ended before the answer did; the text so far is kept.")
            {
                ErrorCode = "AnswerInterrupted",
                Meta = meta,
            };
        }
        if (State != AnswerState.Failed)
            return null;
        return new ServiceException(
            Failure?.Kind ?? AnswerFailures.KindOf(Error?.ErrorCode),
            Error?.Message ?? "The model failed.",
            Failure
        )
        {
            ErrorCode = Error?.ErrorCode,
            RetryAfter = Failure?.RetryAfter,
            Meta = meta,
        };
    }
}
