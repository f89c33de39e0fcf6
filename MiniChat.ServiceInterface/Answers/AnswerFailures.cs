using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>What doors throw for an answer that did not end well, where their format has no word for it.</summary>
public static class AnswerFailures
{
    /// <summary>The failure that a last event tells of, or null when the answer is complete.</summary>
    /// <param name="ended">The data of the last event.</param>
    /// <param name="answerId">The answer's number.</param>
    public static ServiceException? FailureOf(this AnswerEnded ended, long answerId) =>
        ended.State == AnswerState.Stopped
            ? new ServiceException(ErrorKind.Conflict, "The answer was stopped; the text so far is kept.")
            {
                ErrorCode = "AnswerStopped",
            }
            : new AnswerEnding(ended.State) { Error = ended.Error }.ToException(answerId);

    /// <summary>The kind of a failure that is known by its code alone: it happened earlier, or in another process.</summary>
    internal static ErrorKind KindOf(string? errorCode) =>
        Enum.TryParse<ModelFailure>(errorCode, out var failure) ? ModelException.KindOf(failure)
        : errorCode == "StoreUnavailable" ? ErrorKind.Unavailable
        : errorCode == "InternalError" ? ErrorKind.Internal
        : ErrorKind.ModelFailed;
}
