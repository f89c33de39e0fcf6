using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>
/// Where interviews are kept; they go with their account. Each call decides and changes in one transaction, so that it holds for
/// any number of callers and processes. The newest interview of an account is the one that counts.
/// </summary>
public interface IInterviewStore
{
    /// <summary>
    /// Keeps a skill description. Without an interview, or after one that is done, another begins. Else the description is
    /// replaced, unanswered questions are deleted, and the questions are made anew, after <see cref="NewDescription.Pause"/> where
    /// that was under way; the same text while they are being made changes nothing.
    /// </summary>
    /// <param name="description">The description.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<InterviewMaking> DescribeAsync(NewDescription description, CancellationToken cancel);

    /// <summary>The account's newest interview with its questions.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<StoredInterview?> FindAsync(long accountId, CancellationToken cancel);

    /// <summary>The account's newest interview that is done, with its questions.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<StoredInterview?> FindDoneAsync(long accountId, CancellationToken cancel);

    /// <summary>
    /// Keeps an answer. The last open question of an interview that is ready makes it done, once; while questions are being made
    /// or could not be, nothing does.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>How the interview stands; null when the account has no such question.</returns>
    Task<InterviewStanding?> AnswerAsync(NewInterviewAnswer answer, CancellationToken cancel);

    /// <summary>The interviews whose questions are to be made and that no other living node is at, the earliest next attempt first, due or not.</summary>
    /// <param name="nodeId">The node that looks.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancel">The server stops.</param>
    Task<IReadOnlyList<InterviewJob>> FindJobsAsync(string nodeId, int most, CancellationToken cancel);

    /// <summary>Takes a job for a node, until its attempt is kept or the node ends.</summary>
    /// <param name="job">The job as it was found.</param>
    /// <param name="nodeId">The node.</param>
    /// <param name="cancel">The server stops.</param>
    /// <returns>False when another node was first, or the job is not as it was found any more.</returns>
    Task<bool> ClaimAsync(InterviewJob job, string nodeId, CancellationToken cancel);

    /// <summary>Keeps the questions of a job: the interview is ready.</summary>
    /// <param name="job">The job as it was found.</param>
    /// <param name="questions">The questions in their order, at least one.</param>
    /// <param name="cancel">The server stops.</param>
    /// <returns>False when the job is not as it was found any more; nothing was kept.</returns>
    Task<bool> CompleteAsync(InterviewJob job, IReadOnlyList<NewInterviewQuestion> questions, CancellationToken cancel);

    /// <summary>Notes that an attempt failed and when the next one is due.</summary>
    /// <param name="job">The job as it was found.</param>
    /// <param name="at">When.</param>
    /// <param name="cancel">The server stops.</param>
    /// <returns>False when the job is not as it was found any more; nothing was noted.</returns>
    Task<bool> RetryAsync(InterviewJob job, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Gives a job up: the interview has failed.</summary>
    /// <param name="job">The job as it was found.</param>
    /// <param name="error">Why, in words for a user.</param>
    /// <param name="cancel">The server stops.</param>
    /// <returns>False when the job is not as it was found any more; nothing was changed.</returns>
    Task<bool> FailAsync(InterviewJob job, AnswerError error, CancellationToken cancel);
}
