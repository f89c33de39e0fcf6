using System.Collections.Concurrent;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Who wants to know when a session or an API key ends: the open streams.</summary>
public sealed class SessionWatches
{
    private readonly ConcurrentDictionary<Watch, bool> _watches = new();

    /// <summary>Watches what the caller came with until the result is disposed.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="ended">Called when it ends.</param>
    public IDisposable Add(Caller caller, Action ended)
    {
        var watch = new Watch(this, caller, ended);
        _watches.TryAdd(watch, true);
        return watch;
    }

    /// <summary>Tells those whom the news is about.</summary>
    /// <param name="news">The news.</param>
    public void Hear(SessionNews news)
    {
        if (!news.Ended)
            return;
        foreach (var (watch, _) in _watches)
        {
            if (news.Concerns(watch.Caller))
                watch.Ended();
        }
    }

    private sealed class Watch(SessionWatches all, Caller caller, Action ended) : IDisposable
    {
        public Caller Caller => caller;

        public Action Ended => ended;

        public void Dispose() => all._watches.TryRemove(this, out _);
    }
}
