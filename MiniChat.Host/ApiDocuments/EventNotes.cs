using MiniChat.Stack;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Notes on the messages of server-events, and what the document says of their other addresses.</summary>
internal static class EventNotes
{
    private const string Id = "6f1d4be2a90c7735c8e0d1f2";

    private const string Stream = """
        id: 1
        data: cmd.onConnect {"userId":"7","displayName":"ada","channels":"*","isAuthenticated":"true","id":"6f1d4be2a90c7735c8e0d1f2"}

        id: 2
        data: cmd.answer {"answerId":4,"seq":0,"event":"started","model":"gpt-4o-mini"}


        """;

    internal static IEnumerable<MessageNote> All =>
        [
            new(new GetEventSubscribers { Channels = ["*"] }, new List<Dictionary<string, string>> { Subscriber })
            {
                Errors = [401, 403],
                KnowsItsCaller = true,
                Summary = "Lists who is subscribed to channels",
            },
            new(
                new UpdateEventSubscriber
                {
                    Id = Id,
                    SubscribeChannels = ["news"],
                    UnsubscribeChannels = ["*"],
                },
                new UpdateEventSubscriberResponse()
            )
            {
                Errors = [404, 503],
            },
        ];

    /// <summary>The stream itself.</summary>
    internal static ApiOperation EventStream =>
        new("EventStream", "Opens one stream of all that happens to an account")
        {
            Description =
                "A token that is not good counts as none, but for one that has expired. An API key needs the scope `chat`.",
            Section = Section,
            Query = new EventStreamQuery { Channels = "*" },
            Texts =
            [
                ApiText.Events("Each event is one line `[channel@]selector json`; `cmd.answer` tells of the answers.", Stream),
            ],
            KnowsItsCaller = true,
            Errors = [401, 403, 404, 429, 503],
        };

    /// <summary>That a stream is still read.</summary>
    internal static ApiOperation Heartbeat =>
        new("EventHeartbeat", "Says that a subscription is still read")
        {
            Section = Section,
            Query = new SubscriptionQuery { Id = Id },
            Errors = [404, 503],
        };

    /// <summary>The end of a subscription.</summary>
    internal static ApiOperation Unregister =>
        new("EventUnregister", "Ends a subscription and its stream")
        {
            Section = Section,
            Query = new SubscriptionQuery { Id = Id },
            StatusWords = "What others saw of it.",
            Answer = Subscriber,
            Errors = [404, 503],
        };

    private static ApiSection Section => ApiSections.OfMessages("events");

    private static Dictionary<string, string> Subscriber =>
        new()
        {
            ["userId"] = "7",
            ["displayName"] = "ada",
            ["profileUrl"] = "http://localhost:5000/icon.svg",
            ["channels"] = "*",
            ["isAuthenticated"] = "true",
            ["createdAt"] = "1795224273857",
        };
}

/// <summary>Which channels to listen on.</summary>
internal sealed record EventStreamQuery
{
    /// <summary>The channels, parted by commas; absent for `*`.</summary>
    public string? Channels { get; set; }
}

/// <summary>Which subscription.</summary>
internal sealed record SubscriptionQuery
{
    /// <summary>The subscription's id, as `cmd.onConnect` told it: who knows it needs no token.</summary>
    [ValidateNotEmpty]
    public string Id { get; set; } = "";
}
