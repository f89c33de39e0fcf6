using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace MiniChat.Stack.ServerEvents;

/// <summary>The subscriptions of this process; by the relay it tells, and hears, those of others.</summary>
internal sealed class EventHub(EventFrames frames, IEventRelay relay) : IServerEvents, IEventSubscribers
{
    private readonly ConcurrentDictionary<string, Subscription> all = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, ImmutableArray<Subscription>> accounts = new();
    private volatile bool isClosed;

    /// <inheritdoc/>
    public event Action<IEventSubscriber, IReadOnlyList<string>>? Subscribed;

    /// <summary>All subscriptions.</summary>
    public IEnumerable<Subscription> All => all.Select(one => one.Value);

    /// <summary>The subscription of the key; null when there is none.</summary>
    public Subscription? FindByKey(string key) => all.GetValueOrDefault(key);

    /// <summary>The subscriptions of an account.</summary>
    public ImmutableArray<Subscription> SubscriptionsOf(long accountId) => accounts.GetValueOrDefault(accountId, []);

    /// <inheritdoc/>
    public IReadOnlyCollection<long> Accounts => [.. accounts.Keys];

    /// <inheritdoc/>
    public IReadOnlyList<IEventSubscriber> Of(long accountId) => SubscriptionsOf(accountId);

    /// <inheritdoc/>
    public ServerEvent Write(string selector, object message) => frames.Write(null, selector, message);

    /// <summary>Lets a subscription in, and tells those on its channels.</summary>
    /// <exception cref="ServiceException">The server ends.</exception>
    public void Join(Subscription one)
    {
        all.TryAdd(one.Key, one);
        accounts.AddOrUpdate(one.AccountId, [one], (_, others) => others.Add(one));
        // After it is among the others: whoever closes them all does not miss it.
        if (isClosed)
        {
            Leave(one);
            throw new ServiceException(ErrorKind.Unavailable, "The server is about to end. Try again in a moment.")
            {
                ErrorCode = "ServerStopping",
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }
        TellMembers(one.AccountId, one.Channels, "cmd.onJoin", one.Describe());
        relay.Changed(one.Key);
        Subscribed?.Invoke(one, one.Channels);
    }

    /// <summary>Tells those on a subscription's channels, old and new, that they have changed.</summary>
    /// <param name="one">The subscription, changed already.</param>
    /// <param name="before">Its channels before.</param>
    public void Update(Subscription one, IReadOnlyList<string> before)
    {
        var after = one.Channels;
        TellMembers(one.AccountId, before.Union(after, StringComparer.Ordinal), "cmd.onUpdate", one.Describe());
        relay.Changed(one.Key);
        Subscribed?.Invoke(one, [.. after.Except(before, StringComparer.Ordinal)]);
    }

    /// <summary>Lets a subscription go.</summary>
    /// <returns>Whether it was still there.</returns>
    public bool Leave(Subscription one)
    {
        if (!all.TryRemove(one.Key, out _))
            return false;
        var left = accounts.AddOrUpdate(one.AccountId, [], (_, those) => those.Remove(one));
        // Only while it is still empty: somebody may have joined meanwhile.
        if (left.IsEmpty)
            accounts.TryRemove(new(one.AccountId, left));
        one.Close();
        if (!isClosed)
            TellMembers(one.AccountId, one.Channels, "cmd.onLeave", one.Describe());
        relay.Changed(one.Key);
        return true;
    }

    /// <summary>Ends all, after what waits for them is sent.</summary>
    public void CloseAll()
    {
        isClosed = true;
        foreach (var (_, one) in all)
            one.Close();
    }

    /// <inheritdoc/>
    public void NotifyAll(string selector, object message) => TellEverywhere(new EventNotice(Write(selector, message)));

    /// <inheritdoc/>
    public void NotifyChannel(long accountId, string channel, string selector, object message)
    {
        if (relay.HasOthers || SubscriptionsOf(accountId).Any(one => one.IsOn(channel)))
        {
            var item = frames.Write(channel, selector, message);
            TellEverywhere(new EventNotice(item) { AccountId = accountId, Channel = channel });
        }
    }

    /// <inheritdoc/>
    public void NotifyUserId(long accountId, string selector, object message)
    {
        if (relay.HasOthers || accounts.ContainsKey(accountId))
            TellEverywhere(new EventNotice(Write(selector, message)) { AccountId = accountId });
    }

    /// <inheritdoc/>
    public void NotifySubscription(string subscriptionId, string selector, object message)
    {
        var key = Subscription.KeyOf(subscriptionId);
        if (FindByKey(key) is { } one)
            one.Send(Write(selector, message));
        else if (relay.HasOthers && Subscription.IsId(subscriptionId))
            relay.Send(new EventNotice(Write(selector, message)) { Key = key });
    }

    /// <summary>Tells subscribers of this process.</summary>
    /// <param name="notice">What, and whom.</param>
    public void Tell(EventNotice notice)
    {
        if (notice.Key is { } key)
            FindByKey(key)?.Send(notice.Item);
        else if (notice.AccountId is not { } accountId)
            SendTo(All, notice);
        else
            SendTo(SubscriptionsOf(accountId), notice);
    }

    /// <summary>Tells the members of channels at this process something about one of theirs.</summary>
    /// <param name="accountId">Whose channels.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="selector">What happened.</param>
    /// <param name="about">What they see of it.</param>
    public void TellMembers(long accountId, IEnumerable<string> channels, string selector, Dictionary<string, string> about)
    {
        foreach (var channel in channels)
        {
            ServerEvent? item = null;
            foreach (var one in SubscriptionsOf(accountId))
            {
                if (one.IsOn(channel))
                    one.Send(item ??= frames.Write(channel, selector, about));
            }
        }
    }

    private void TellEverywhere(EventNotice notice)
    {
        Tell(notice);
        if (relay.HasOthers)
            relay.Send(notice);
    }

    private static void SendTo(IEnumerable<Subscription> those, EventNotice notice)
    {
        foreach (var one in those)
        {
            if (notice.Channel is null || one.IsOn(notice.Channel))
                one.Send(notice.Item);
        }
    }
}
