using System.Collections.Concurrent;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>The logs of the answers that this process is making.</summary>
public sealed class RunningAnswers
{
    private readonly ConcurrentDictionary<long, AnswerLog> _logs = new();

    /// <summary>How many are running.</summary>
    public int Count => _logs.Count;

    /// <summary>All of them, as of now.</summary>
    public IEnumerable<AnswerLog> All => _logs.Select(pair => pair.Value);

    /// <summary>The log of an answer, or null when it is not running here.</summary>
    /// <param name="answerId">The answer's number.</param>
    public AnswerLog? Find(long answerId) => _logs.GetValueOrDefault(answerId);

    internal void Add(AnswerLog log) => _logs[log.AnswerId] = log;

    internal void Remove(AnswerLog log) => _logs.TryRemove(log.AnswerId, out _);
}
