namespace MiniChat.Stack.ServerEvents;

/// <summary>The relay of a process that is alone.</summary>
internal sealed class NoEventRelay : IEventRelay
{
    public bool HasOthers => false;

    public void Begin(IRelayedEvents here) { }

    public void Changed(string key) { }

    public void Send(EventNotice notice) { }

    public IReadOnlyList<RemoteSubscriber> Of(long accountId) => [];

    public Task<Dictionary<string, string>?> AskAsync(SubscriptionAsk ask, CancellationToken cancel) =>
        Task.FromResult<Dictionary<string, string>?>(null);
}
