namespace MiniChat.Stack.ServerEvents;

/// <summary>What is done with a subscription by its id, at whichever process it is.</summary>
internal sealed class SubscriptionCalls(RelayedEvents here, ChannelRules rules, IEventRelay relay)
{
    /// <summary>Notes a heartbeat.</summary>
    /// <exception cref="ServiceException">There is no such subscription, or its process did not answer.</exception>
    public Task HearAsync(string? id, CancellationToken cancel) => DoAsync(AskOf(id, SubscriptionDeed.Heartbeat), cancel);

    /// <summary>Ends a subscription.</summary>
    /// <returns>What others saw of it.</returns>
    /// <exception cref="ServiceException">There is no such subscription, or its process did not answer.</exception>
    public Task<Dictionary<string, string>> EndAsync(string? id, CancellationToken cancel) =>
        DoAsync(AskOf(id, SubscriptionDeed.Unregister), cancel);

    /// <summary>Changes a subscription's channels: first it leaves, then it joins.</summary>
    /// <exception cref="ServiceException">There is no such subscription or channel, or its process did not answer.</exception>
    public async Task UpdateAsync(UpdateEventSubscriber request, CancellationToken cancel)
    {
        var ask = AskOf(request.Id, SubscriptionDeed.Update);
        // Who does not know an id is told nothing else.
        if (here.Find(ask.Key) is null && !relay.HasOthers)
            throw NotThere();
        ask = ask with
        {
            Leave = rules.Read(request.UnsubscribeChannels ?? []),
            Join = rules.Read(request.SubscribeChannels ?? []),
        };
        await DoAsync(ask, cancel);
    }

    private async Task<Dictionary<string, string>> DoAsync(SubscriptionAsk ask, CancellationToken cancel) =>
        await here.DoAsync(ask, cancel) ?? await relay.AskAsync(ask, cancel) ?? throw NotThere();

    private static SubscriptionAsk AskOf(string? id, SubscriptionDeed deed) =>
        Subscription.IsId(id) ? new SubscriptionAsk(Subscription.KeyOf(id), deed) : throw NotThere();

    private static ServiceException NotThere() =>
        new(ErrorKind.NotFound, "There is no such subscription; it may have ended. Subscribe again.");
}
