using System.Runtime.CompilerServices;
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

    /// <summary>An ask's events after its beginning, each with the answer's number; an end that is not good is thrown.</summary>
    /// <param name="events">The events, from the beginning.</param>
    /// <param name="cancel">Nobody reads them any more.</param>
    /// <exception cref="ServiceException">The answer did not end well.</exception>
    public static async IAsyncEnumerable<(long AnswerId, AnswerEvent Event)> OrThrowAsync(
        this IAsyncEnumerable<AnswerEvent> events,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var answerId = 0L;
        await foreach (var one in events.WithCancellation(cancel))
        {
            if (one.Data is AnswerStarted started)
                answerId = started.AnswerId;
            else if (one.Data is AnswerEnded ended && ended.FailureOf(answerId) is { } failure)
                throw failure;
            else
                yield return (answerId, one);
        }
    }

    /// <summary>Whether what went wrong is the model's failure, by its code.</summary>
    /// <param name="words">What went wrong.</param>
    public static bool IsOfModel(this ResponseStatus words) => words.ErrorCode.StartsWith("Model", StringComparison.Ordinal);

    /// <summary>The kind of a failure that is known by its code alone: it happened earlier, or in another process.</summary>
    internal static ErrorKind KindOf(string? errorCode) =>
        Enum.TryParse<ModelFailure>(errorCode, out var failure) ? ModelException.KindOf(failure)
        : errorCode == "StoreUnavailable" ? ErrorKind.Unavailable
        : errorCode == "InternalError" ? ErrorKind.Internal
        : ErrorKind.ModelFailed;
}
