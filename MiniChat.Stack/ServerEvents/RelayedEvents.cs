namespace MiniChat.Stack.ServerEvents;

/// <summary>The subscriptions of this process, as other processes reach them.</summary>
internal sealed class RelayedEvents(EventHub hub, ChannelRules rules) : IRelayedEvents
{
    /// <inheritdoc/>
    public IReadOnlyList<RemoteSubscriber> All => [.. hub.All.Select(ViewOf)];

    /// <inheritdoc/>
    public RemoteSubscriber? Find(string key) => hub.FindByKey(key) is { } one ? ViewOf(one) : null;

    /// <inheritdoc/>
    public void Hear(EventNotice notice) => hub.Tell(notice);

    /// <inheritdoc/>
    public void HearChange(RemoteSubscriber? before, RemoteSubscriber? after)
    {
        if ((after ?? before) is not { } one)
            return;
        var selector =
            before is null ? "cmd.onJoin"
            : after is null ? "cmd.onLeave"
            : "cmd.onUpdate";
        var channels = (before?.Channels() ?? []).Union(after?.Channels() ?? [], StringComparer.Ordinal);
        hub.TellMembers(one.AccountId, channels, selector, one.About);
    }

    /// <inheritdoc/>
    public async Task<Dictionary<string, string>?> DoAsync(SubscriptionAsk ask, CancellationToken cancel)
    {
        if (hub.FindByKey(ask.Key) is not { } one)
            return null;
        switch (ask.Deed)
        {
            case SubscriptionDeed.Heartbeat:
                one.Hear();
                break;
            case SubscriptionDeed.Unregister:
                hub.Leave(one);
                break;
            case SubscriptionDeed.Update:
                // By whose stream it is: the sender has shown no more than the id.
                await rules.DemandAsync(one.Caller, ask.Join, cancel);
                hub.Update(one, one.Change(ask.Leave, ask.Join));
                break;
            default:
                throw new ServiceException(
                    ErrorKind.Unavailable,
                    "The server is being updated and cannot do this just now. Try again in a moment."
                );
        }
        return one.Describe();
    }

    private static RemoteSubscriber ViewOf(Subscription one) => new(one.Key, one.AccountId, one.Describe());
}
