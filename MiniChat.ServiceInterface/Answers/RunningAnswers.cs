using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>The logs of the answers that this process is making.</summary>
public sealed class RunningAnswers
{
    private static readonly UpDownCounter<long> Running = new Meter(UsageMeters.Name).CreateUpDownCounter<long>(
        "minichat.answers.running",
        "{answer}",
        "Answers that are being made"
    );

    private readonly ConcurrentDictionary<long, AnswerLog> _logs = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _next = new();

    /// <summary>Called with its log when an answer begins in this process, its ask kept; it must not wait or throw.</summary>
    internal event Action<AnswerLog>? Begun;

    /// <summary>Called when an answer has begun at another node: with its account and its number. It must not wait or throw.</summary>
    internal event Action<long, long>? BegunElsewhere;

    /// <summary>Called when answers may have begun elsewhere that were not told. It must not wait or throw.</summary>
    internal event Action? Missed;

    /// <summary>Called when answers were kept that nobody made here. It must not wait or throw.</summary>
    internal event Action? Imported;

    /// <summary>How many are running.</summary>
    public int Count => _logs.Count;

    /// <summary>All of them, as of now.</summary>
    public IEnumerable<AnswerLog> All => _logs.Select(pair => pair.Value);

    /// <summary>The log of an answer, or null when it is not running here.</summary>
    /// <param name="answerId">The answer's number.</param>
    public AnswerLog? Find(long answerId) => _logs.GetValueOrDefault(answerId);

    /// <summary>Ends when an answer of the account begins, here or elsewhere. Who waits asks for it before looking what there is.</summary>
    /// <param name="accountId">Whose.</param>
    public Task NextOf(long accountId) => _next.GetOrAdd(accountId, static _ => NewSource()).Task;

    internal void Add(AnswerLog log)
    {
        _logs[log.AnswerId] = log;
        Running.Add(1);
        Wake(log.AccountId);
        Begun?.Invoke(log);
    }

    internal void HearElsewhere(long accountId, long answerId)
    {
        Wake(accountId);
        BegunElsewhere?.Invoke(accountId, answerId);
    }

    internal void TellImported() => Imported?.Invoke();

    internal void HearMissed()
    {
        foreach (var (accountId, _) in _next)
            Wake(accountId);
        Missed?.Invoke();
    }

    /// <summary>Gives all up that are running: they are others' to end, and what the store has of them counts from now on.</summary>
    internal void LoseAll()
    {
        foreach (var log in All)
        {
            Remove(log);
            log.Stop(AnswerState.Interrupted);
        }
    }

    private void Wake(long accountId)
    {
        if (_next.TryRemove(accountId, out var next))
            next.TrySetResult();
    }

    internal void Remove(AnswerLog log)
    {
        // One that was lost to others is not there any more, and its number may be another one's: so a server that crashed gives them.
        if (_logs.TryRemove(KeyValuePair.Create(log.AnswerId, log)))
            Running.Add(-1);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
