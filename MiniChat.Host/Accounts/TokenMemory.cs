using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>What this process remembers of tokens, and who has streams open: both hear what ends, here and on other nodes.</summary>
public sealed class TokenMemory : IDisposable
{
    private readonly IBus _bus;
    private readonly IDisposable _subscription;

    /// <summary>Begins to listen.</summary>
    /// <param name="events">Tells of sessions and keys that end.</param>
    /// <param name="bus">Whether other nodes are heard.</param>
    public TokenMemory(ISessionEvents events, IBus bus)
    {
        _bus = bus;
        _subscription = events.Subscribe(Hear);
        bus.Missed += Cache.Clear;
    }

    /// <summary>Tokens that were found good.</summary>
    public TokenCache Cache { get; } = new();

    /// <summary>Who wants to know of ends.</summary>
    public SessionWatches Watches { get; } = new();

    /// <summary>The token's caller, if it is remembered and can be trusted.</summary>
    /// <param name="token">The token.</param>
    /// <param name="now">The time.</param>
    public Caller? Find(string token, DateTimeOffset now) => Cache.Find(token, now, _bus.IsSound);

    /// <summary>Takes news: first nobody may get in any more, then those who are in are sent out.</summary>
    /// <param name="news">The news.</param>
    public void Hear(SessionNews news)
    {
        Cache.Hear(news);
        Watches.Hear(news);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bus.Missed -= Cache.Clear;
        _subscription.Dispose();
    }
}
