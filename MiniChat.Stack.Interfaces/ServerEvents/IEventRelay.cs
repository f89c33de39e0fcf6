using System.Text.Json.Serialization;

namespace MiniChat.Stack;

/// <summary>
/// The way to the subscriptions of other processes of the same server: the port by which the product joins them. Without one a
/// process is alone.
/// </summary>
public interface IEventRelay
{
    /// <summary>Whether there are other processes.</summary>
    bool HasOthers { get; }

    /// <summary>Leads what others tell and ask to this process's subscriptions; called once, before all else.</summary>
    /// <param name="here">This process's subscriptions.</param>
    void Begin(IRelayedEvents here);

    /// <summary>A subscription of this process has joined, left or changed: the others are told how it stands now.</summary>
    /// <param name="key">The subscription's key.</param>
    void Changed(string key);

    /// <summary>Has others tell their subscribers something. It never waits, and may be lost.</summary>
    /// <param name="notice">What is told, and to whom.</param>
    void Send(EventNotice notice);

    /// <summary>The subscribers of an account at other processes, as far as they were heard of.</summary>
    /// <param name="accountId">Whose; 0 for those who have not signed in.</param>
    IReadOnlyList<RemoteSubscriber> Of(long accountId);

    /// <summary>Has the process that has a subscription do something with it.</summary>
    /// <param name="ask">What is to be done.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>What others see of the subscription afterwards; null when no process has it.</returns>
    /// <exception cref="ServiceException">It was refused there, or not every process that may have it answered in time.</exception>
    Task<Dictionary<string, string>?> AskAsync(SubscriptionAsk ask, CancellationToken cancel);
}

/// <summary>This process's subscriptions, as a relay needs them.</summary>
public interface IRelayedEvents
{
    /// <summary>All of them, as of now.</summary>
    IReadOnlyList<RemoteSubscriber> All { get; }

    /// <summary>One of them as it stands now; null when it is not there.</summary>
    /// <param name="key">Its key.</param>
    RemoteSubscriber? Find(string key);

    /// <summary>Tells the subscribers here what another process sends.</summary>
    /// <param name="notice">What is told, and to whom.</param>
    void Hear(EventNotice notice);

    /// <summary>Tells the members of its channels here that a subscriber elsewhere has joined, left or changed.</summary>
    /// <param name="before">The subscriber before; null when it joins.</param>
    /// <param name="after">The subscriber now; null when it has left.</param>
    void HearChange(RemoteSubscriber? before, RemoteSubscriber? after);

    /// <summary>Does what was asked for at another process.</summary>
    /// <param name="ask">What is to be done.</param>
    /// <param name="cancel">Not wanted any more.</param>
    /// <returns>What others see of the subscription afterwards; null when it is not here.</returns>
    /// <exception cref="ServiceException">It is refused.</exception>
    Task<Dictionary<string, string>?> DoAsync(SubscriptionAsk ask, CancellationToken cancel);
}

/// <summary>A subscription as other processes know it.</summary>
/// <param name="Key">Stands for its id, which only its subscriber knows.</param>
/// <param name="AccountId">Whose it is; 0 for somebody who has not signed in.</param>
/// <param name="About">What others see of it, its channels among it.</param>
public sealed record RemoteSubscriber(string Key, long AccountId, Dictionary<string, string> About)
{
    /// <summary>The channels, parted by commas.</summary>
    [JsonIgnore]
    public string ChannelNames => About.GetValueOrDefault("channels", "");

    /// <summary>The channels.</summary>
    public string[] Channels() => ChannelNames.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What subscribers everywhere are told. With neither a key nor an account it is for all.</summary>
/// <param name="Item">The event, written once.</param>
public sealed record EventNotice(ServerEvent Item)
{
    /// <summary>Whom it is for; null for subscribers of any account.</summary>
    public long? AccountId { get; init; }

    /// <summary>The channel of that account; null for all of its subscribers.</summary>
    public string? Channel { get; init; }

    /// <summary>The key of the one subscription that it is for; null for more.</summary>
    public string? Key { get; init; }
}

/// <summary>Something that is to be done with a subscription.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Deed">What.</param>
public sealed record SubscriptionAsk(string Key, SubscriptionDeed Deed)
{
    /// <summary>The channels to leave first, of an update.</summary>
    public IReadOnlyList<string> Leave { get; init; } = [];

    /// <summary>The channels to join then, of an update.</summary>
    public IReadOnlyList<string> Join { get; init; } = [];
}

/// <summary>What can be done with a subscription.</summary>
public enum SubscriptionDeed
{
    /// <summary>Its client is still there.</summary>
    Heartbeat,

    /// <summary>Its channels change.</summary>
    Update,

    /// <summary>It ends.</summary>
    Unregister,
}
