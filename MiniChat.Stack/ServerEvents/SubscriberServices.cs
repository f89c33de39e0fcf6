namespace MiniChat.Stack.ServerEvents;

/// <summary>Who is subscribed, and changes of channels.</summary>
internal sealed class SubscriberServices(EventHub hub, ChannelRules rules, ServerEventsOptions options) : IService
{
    public Task<List<Dictionary<string, string>>> Get(GetEventSubscribers request, Caller caller)
    {
        if (options.Scope is { } scope && !caller.HasScope(scope))
            throw ServiceException.ForScope(scope);
        var channels = rules.Read(request.Channels ?? []);
        if (channels.Length == 0 && !caller.IsAuthenticated)
        {
            throw new ServiceException(ErrorKind.Unauthorized, "Sign in to see all of your subscribers, or name channels.");
        }
        var found = hub.SubscriptionsOf(caller.AccountId).Where(one => channels.Length == 0 || channels.Any(one.IsOn));
        return Task.FromResult(found.Select(one => one.Describe()).ToList());
    }

    public async Task<UpdateEventSubscriberResponse> Post(UpdateEventSubscriber request, CancellationToken cancel)
    {
        var one = hub.Find(request.Id);
        var leave = rules.Read(request.UnsubscribeChannels ?? []);
        var join = rules.Read(request.SubscribeChannels ?? []);
        // By whose stream it is: the sender has shown no more than the id.
        await rules.DemandAsync(one.Caller, join, cancel);
        hub.Update(one, one.Change(leave, join));
        return new UpdateEventSubscriberResponse();
    }
}
