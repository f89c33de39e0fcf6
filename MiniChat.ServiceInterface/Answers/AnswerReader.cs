using MiniChat.ServiceInterface.Mirrors;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>Finds the log of an answer: running here, running at another node, or kept.</summary>
public sealed class AnswerReader(RunningAnswers running, AnswerMirrors mirrors, IAnswerStore store, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookLater = TimeSpan.FromMilliseconds(200);

    /// <summary>The log of an answer of the account.</summary>
    /// <exception cref="ServiceException">There is no such answer, or it is somebody else's: both are told alike.</exception>
    public async Task<AnswerLog> OpenAsync(long accountId, long answerId, CancellationToken cancel)
    {
        for (var pause = LookAgain; ; pause = pause < LookLater ? 2 * pause : LookLater)
        {
            if (running.Find(answerId) is { } log)
                return log.AccountId == accountId ? log : throw NotFound(answerId);
            var stored = await store.FindAsync(accountId, answerId, cancel) ?? throw NotFound(answerId);
            if (stored.State != AnswerState.Running)
                return new AnswerLog(accountId, stored);
            if (mirrors.Find(accountId, stored) is { } mirror)
                return mirror;
            // It was kept a moment ago and its log is about to begin, or has just ended; or it is about to be ended by others.
            await Task.Delay(pause, clock, cancel);
        }
    }

    /// <summary>The logs of all answers of an account that are running, here and at other nodes.</summary>
    public async Task<IReadOnlyList<AnswerLog>> OpenRunningAsync(long accountId, CancellationToken cancel)
    {
        var logs = running.All.Where(log => log.AccountId == accountId).ToList();
        foreach (var answerId in await mirrors.RunningElsewhereAsync(accountId, cancel))
        {
            if (await TryOpenAsync(accountId, answerId, cancel) is { } log)
                logs.Add(log);
        }
        return logs;
    }

    /// <summary>The log of an answer of the account, or null when there is none: it may have been deleted a moment ago.</summary>
    public async Task<AnswerLog?> TryOpenAsync(long accountId, long answerId, CancellationToken cancel)
    {
        try
        {
            return await OpenAsync(accountId, answerId, cancel);
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    private static ServiceException NotFound(long answerId) => new(ErrorKind.NotFound, $"There is no answer {answerId}.");
}
