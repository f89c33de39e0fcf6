using System.Collections.Concurrent;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Who wants to know when a session or an API key ends: the open streams.</summary>
public sealed class SessionWatches
{
    // More than can end between the look at a token and the watch on it.
    private const int MostRemembered = 256;

    private readonly ConcurrentDictionary<Watch, bool> _watches = new();
    private readonly ConcurrentQueue<SessionNews> _endings = new();

    /// <summary>The callers who are watched.</summary>
    public IEnumerable<Caller> Callers => _watches.Select(pair => pair.Key.Caller);

    /// <summary>Watches what the caller came with until the result is disposed.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="ended">Called when it ends, perhaps twice; at once when it ended since the caller was let in.</param>
    public IDisposable Add(Caller caller, Action ended)
    {
        var watch = new Watch(this, caller, ended);
        _watches.TryAdd(watch, true);
        // After it is among the others: what ends just now is found here or there.
        if (_endings.Any(news => news.Concerns(caller)))
            ended();
        return watch;
    }

    /// <summary>Tells those whom the news is about.</summary>
    /// <param name="news">The news.</param>
    public void Hear(SessionNews news)
    {
        if (!news.Ended)
            return;
        Remember(news);
        foreach (var (watch, _) in _watches)
        {
            if (news.Concerns(watch.Caller))
                watch.Ended();
        }
    }

    private void Remember(SessionNews news)
    {
        // What ended never comes back, but for an account: its new sessions are others.
        if (news is { SessionId: null, KeyId: null })
            return;
        _endings.Enqueue(news);
        if (_endings.Count > MostRemembered)
            _endings.TryDequeue(out _);
    }

    private sealed class Watch(SessionWatches all, Caller caller, Action ended) : IDisposable
    {
        public Caller Caller => caller;

        public Action Ended => ended;

        public void Dispose() => all._watches.TryRemove(this, out _);
    }
}
