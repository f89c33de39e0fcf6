using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>How an attempt ended: with questions, with another attempt later, or with an error for good.</summary>
internal sealed record InterviewOutcome
{
    /// <summary>The waits between attempts; after the last one the job is given up.</summary>
    public static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
    ];

    /// <summary>The questions.</summary>
    public IReadOnlyList<NewInterviewQuestion>? Questions { get; private init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? RetryAt { get; private init; }

    /// <summary>Why it is not tried again.</summary>
    public AnswerError? Error { get; private init; }

    /// <summary>The questions were made.</summary>
    public static InterviewOutcome Made(IReadOnlyList<NewInterviewQuestion> questions) => new() { Questions = questions };

    /// <summary>The attempt failed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="failure">Why.</param>
    /// <param name="now">The time.</param>
    public static InterviewOutcome Failed(InterviewJob job, ServiceException failure, DateTimeOffset now)
    {
        if (!MayPass(failure) || job.Attempts >= Waits.Count)
        {
            return new InterviewOutcome
            {
                Error = new AnswerError { ErrorCode = failure.ErrorCode ?? failure.Kind.ToString(), Message = failure.Message },
            };
        }
        // A model that tells when it takes calls again is believed, within reason.
        var wait = failure.RetryAfter is { } told && told > Waits[job.Attempts] ? told : Waits[job.Attempts];
        return new InterviewOutcome { RetryAt = now + (wait < Waits[^1] ? wait : Waits[^1]) };
    }

    /// <summary>The attempt failed by a fault of the server.</summary>
    /// <param name="job">The job.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="now">The time.</param>
    public static InterviewOutcome Faulted(InterviewJob job, Exception fault, DateTimeOffset now) =>
        Failed(
            job,
            new ServiceException(
                ErrorKind.Internal,
                $"Internal error while making the questions of interview {job.Making.InterviewId}. Send the skill description again.",
                fault
            )
            {
                ErrorCode = "InternalError",
            },
            now
        );

    private static bool MayPass(ServiceException failure) =>
        failure
            is not ModelException
                or ModelException
                {
                    Failure: ModelFailure.ModelRateLimited
                        or ModelFailure.ModelUnreachable
                        or ModelFailure.ModelTimeout
                        or ModelFailure.ModelStreamBroken
                        or ModelFailure.ModelServerError
                        or ModelFailure.ModelAnswerInvalid
                };
}
