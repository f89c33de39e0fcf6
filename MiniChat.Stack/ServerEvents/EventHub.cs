using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace MiniChat.Stack.ServerEvents;

/// <summary>The subscriptions of this process.</summary>
internal sealed class EventHub(EventFrames frames) : IServerEvents, IEventSubscribers
{
    private readonly ConcurrentDictionary<string, Subscription> all = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, ImmutableArray<Subscription>> accounts = new();
    private volatile bool isClosed;

    /// <inheritdoc/>
    public event Action<IEventSubscriber, IReadOnlyList<string>>? Subscribed;

    /// <summary>The subscription of the id.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public Subscription Find(string? id) =>
        all.GetValueOrDefault(id ?? "")
        ?? throw new ServiceException(ErrorKind.NotFound, "There is no such subscription; it may have ended. Subscribe again.");

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
        all.TryAdd(one.Id, one);
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
        TellOthers(one, one.Channels, "cmd.onJoin");
        Subscribed?.Invoke(one, one.Channels);
    }

    /// <summary>Tells those on a subscription's channels, old and new, that they have changed.</summary>
    /// <param name="one">The subscription, changed already.</param>
    /// <param name="before">Its channels before.</param>
    public void Update(Subscription one, IReadOnlyList<string> before)
    {
        var after = one.Channels;
        TellOthers(one, before.Union(after, StringComparer.Ordinal), "cmd.onUpdate");
        Subscribed?.Invoke(one, [.. after.Except(before, StringComparer.Ordinal)]);
    }

    /// <summary>Lets a subscription go.</summary>
    /// <returns>Whether it was still there.</returns>
    public bool Leave(Subscription one)
    {
        if (!all.TryRemove(one.Id, out _))
            return false;
        var left = accounts.AddOrUpdate(one.AccountId, [], (_, those) => those.Remove(one));
        // Only while it is still empty: somebody may have joined meanwhile.
        if (left.IsEmpty)
            accounts.TryRemove(new(one.AccountId, left));
        one.Close();
        if (!isClosed)
            TellOthers(one, one.Channels, "cmd.onLeave");
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
    public void NotifyAll(string selector, object message)
    {
        var item = Write(selector, message);
        foreach (var (_, one) in all)
            one.Send(item);
    }

    /// <inheritdoc/>
    public void NotifyChannel(long accountId, string channel, string selector, object message)
    {
        ServerEvent? item = null;
        foreach (var one in SubscriptionsOf(accountId))
        {
            if (one.IsOn(channel))
                one.Send(item ??= frames.Write(channel, selector, message));
        }
    }

    /// <inheritdoc/>
    public void NotifyUserId(long accountId, string selector, object message)
    {
        ServerEvent? item = null;
        foreach (var one in SubscriptionsOf(accountId))
            one.Send(item ??= Write(selector, message));
    }

    /// <inheritdoc/>
    public void NotifySubscription(string subscriptionId, string selector, object message)
    {
        if (all.TryGetValue(subscriptionId, out var one))
            one.Send(Write(selector, message));
    }

    private void TellOthers(Subscription one, IEnumerable<string> channels, string selector)
    {
        var told = one.Describe();
        foreach (var channel in channels)
            NotifyChannel(one.AccountId, channel, selector, told);
    }
}
