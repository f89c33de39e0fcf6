namespace MiniChat.Stack.ServerEvents;

/// <summary>Who is subscribed, and changes of channels.</summary>
internal sealed class SubscriberServices(
    EventHub hub,
    IEventRelay relay,
    SubscriptionCalls calls,
    ChannelRules rules,
    ServerEventsOptions options
) : IService
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
        var here = hub.SubscriptionsOf(caller.AccountId).Where(one => IsAsked(one.Channels)).Select(one => one.Describe());
        var elsewhere = relay.Of(caller.AccountId).Where(one => IsAsked(one.Channels())).Select(one => one.About);
        return Task.FromResult<List<Dictionary<string, string>>>([.. here, .. elsewhere]);

        bool IsAsked(IReadOnlyList<string> own) => channels.Length == 0 || channels.Any(own.Contains);
    }

    public async Task<UpdateEventSubscriberResponse> Post(UpdateEventSubscriber request, CancellationToken cancel)
    {
        await calls.UpdateAsync(request, cancel);
        return new UpdateEventSubscriberResponse();
    }
}
