using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>News of sessions and API keys, in all processes, for whoever remembers tokens or holds streams open.</summary>
public interface ISessionEvents
{
    /// <summary>Tells everybody who listens; those of this process have heard when it comes back.</summary>
    /// <param name="news">The news.</param>
    void Publish(SessionNews news);

    /// <summary>Listens until the result is disposed.</summary>
    /// <param name="hear">Called on the thread that publishes, or the bus's; it must be quick.</param>
    IDisposable Subscribe(Action<SessionNews> hear);
}

/// <summary>A session or an API key that ended, or an account of which something changed.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="SessionId">The session; null for a key, or for all of the account.</param>
/// <param name="Ended">Whether the tokens are dead; else only what was remembered with them is old.</param>
public sealed record SessionNews(long AccountId, string? SessionId, bool Ended)
{
    /// <summary>The API key; null for a session, or for all of the account.</summary>
    public long? KeyId { get; init; }

    /// <summary>Whether the news is about what the caller came with.</summary>
    public bool Concerns(Caller caller)
    {
        if (caller.AccountId != AccountId)
            return false;
        return KeyId is null ? SessionId is null || SessionId == caller.SessionId : KeyId == caller.KeyId;
    }
}

/// <summary>The news of this process and, over the bus, of all others.</summary>
public sealed class SessionEvents : ISessionEvents, IDisposable
{
    private const string Topic = "sessions";

    private readonly IBus _bus;
    private readonly ILogger<SessionEvents> _log;
    private readonly IDisposable _others;
    private ImmutableArray<Action<SessionNews>> _listeners = [];

    /// <summary>Begins to hear the others.</summary>
    /// <param name="bus">Leads to the other nodes.</param>
    /// <param name="log">Where a listener's fault is noted.</param>
    public SessionEvents(IBus bus, ILogger<SessionEvents> log)
    {
        _bus = bus;
        _log = log;
        _others = bus.Subscribe<SessionNews>(Topic, (_, news) => Tell(news));
    }

    /// <inheritdoc/>
    public void Publish(SessionNews news)
    {
        Tell(news);
        _bus.Send(Topic, news);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<SessionNews> hear)
    {
        ImmutableInterlocked.Update(ref _listeners, list => list.Add(hear));
        return new BusSubscription(() => ImmutableInterlocked.Update(ref _listeners, list => list.Remove(hear)));
    }

    /// <inheritdoc/>
    public void Dispose() => _others.Dispose();

    private void Tell(SessionNews news)
    {
        foreach (var hear in _listeners)
        {
            try
            {
                hear(news);
            }
            catch (Exception e)
            {
                // One listener's fault must not keep the others from dropping a dead token.
                _log.LogError(e, "A listener failed on news of account {Account}", news.AccountId);
            }
        }
    }
}
