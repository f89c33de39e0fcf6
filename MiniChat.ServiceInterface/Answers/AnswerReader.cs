using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>Finds the log of an answer, running or kept.</summary>
public sealed class AnswerReader(RunningAnswers running, IAnswerStore store, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    /// <summary>The log of an answer of the account.</summary>
    /// <exception cref="ServiceException">There is no such answer, or it is somebody else's: both are told alike.</exception>
    public async Task<AnswerLog> OpenAsync(long accountId, long answerId, CancellationToken cancel)
    {
        while (true)
        {
            if (running.Find(answerId) is { } log)
                return log.AccountId == accountId ? log : throw NotFound(answerId);
            var stored = await store.FindAsync(accountId, answerId, cancel) ?? throw NotFound(answerId);
            if (stored.State != AnswerState.Running)
                return new AnswerLog(accountId, stored);
            // It was kept a moment ago and its log is about to begin, or has just ended.
            await Task.Delay(LookAgain, clock, cancel);
        }
    }

    private static ServiceException NotFound(long answerId) => new(ErrorKind.NotFound, $"There is no answer {answerId}.");
}
