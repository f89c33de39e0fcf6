namespace MiniChat.Stack;

/// <summary>Lists who is subscribed to channels: of the caller's own account, and of nobody who is signed in for one who is not.</summary>
/// <remarks>Source of the shape: ServiceStack's GetEventSubscribers.</remarks>
[Route("/event-subscribers", "GET"), Tag("events"), ExcludeMetadata]
public sealed record GetEventSubscribers : IGet, IReturn<List<Dictionary<string, string>>>
{
    /// <summary>The channels; absent for all subscribers of the account, which only the signed-in may ask for.</summary>
    public List<string>? Channels { get; set; }
}

/// <summary>Changes the channels of a subscription: first it leaves, then it joins.</summary>
/// <remarks>The id is the credential. Source of the shape: ServiceStack's UpdateEventSubscriber.</remarks>
[Route("/event-subscribers/{Id}", "POST"), Tag("events"), ExcludeMetadata]
public sealed record UpdateEventSubscriber : IPost, IReturn<UpdateEventSubscriberResponse>
{
    /// <summary>The subscription's id, as <c>cmd.onConnect</c> told it.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(100)]
    public string Id { get; set; } = "";

    /// <summary>The channels to subscribe to.</summary>
    public List<string>? SubscribeChannels { get; set; }

    /// <summary>The channels to leave.</summary>
    public List<string>? UnsubscribeChannels { get; set; }
}

/// <summary>The channels were changed.</summary>
public sealed record UpdateEventSubscriberResponse;
