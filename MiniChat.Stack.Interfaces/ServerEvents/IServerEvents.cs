namespace MiniChat.Stack;

/// <summary>
/// Tells subscribers of server-events something, at whichever process of the server they are. It never waits: who does not read
/// is dropped; what is told to other processes may be lost.
/// </summary>
/// <remarks>
/// A selector is <c>op.target</c>, such as <c>cmd.answer</c>; the message is written as JSON by its runtime type. Channels
/// belong to an account: the same name is another channel for another one. Account 0 is all who have not signed in.
/// </remarks>
public interface IServerEvents
{
    /// <summary>Tells everybody.</summary>
    /// <param name="selector">What it is about.</param>
    /// <param name="message">What is told.</param>
    void NotifyAll(string selector, object message);

    /// <summary>Tells the members of a channel; they see by which channel it came.</summary>
    /// <param name="accountId">Whose channel.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="selector">What it is about.</param>
    /// <param name="message">What is told.</param>
    void NotifyChannel(long accountId, string channel, string selector, object message);

    /// <summary>Tells all subscribers of an account, whatever their channels.</summary>
    /// <param name="accountId">Whom.</param>
    /// <param name="selector">What it is about.</param>
    /// <param name="message">What is told.</param>
    void NotifyUserId(long accountId, string selector, object message);

    /// <summary>Tells one subscriber.</summary>
    /// <param name="subscriptionId">Its id.</param>
    /// <param name="selector">What it is about.</param>
    /// <param name="message">What is told.</param>
    void NotifySubscription(string subscriptionId, string selector, object message);
}

/// <summary>The subscribers that are connected to this process, for whoever has to know them one by one.</summary>
public interface IEventSubscribers
{
    /// <summary>
    /// Called when somebody subscribes, or subscribes to more channels: with the subscriber and those channels. It must not wait
    /// or throw.
    /// </summary>
    event Action<IEventSubscriber, IReadOnlyList<string>>? Subscribed;

    /// <summary>The accounts that have subscribers, as of now.</summary>
    IReadOnlyCollection<long> Accounts { get; }

    /// <summary>The subscribers of an account, as of now.</summary>
    /// <param name="accountId">Whose.</param>
    IReadOnlyList<IEventSubscriber> Of(long accountId);

    /// <summary>Writes an event once, to be sent to any number of subscribers.</summary>
    /// <param name="selector">What it is about.</param>
    /// <param name="message">What is told.</param>
    ServerEvent Write(string selector, object message);
}

/// <summary>One open stream of server-events.</summary>
public interface IEventSubscriber
{
    /// <summary>Whose it is; 0 for somebody who has not signed in.</summary>
    long AccountId { get; }

    /// <summary>Whether it is subscribed to a channel.</summary>
    /// <param name="channel">The channel.</param>
    bool IsOn(string channel);

    /// <summary>Sends an event, in order, without waiting; a subscriber who is too far behind is dropped.</summary>
    /// <param name="item">The event.</param>
    void Send(ServerEvent item);
}

/// <summary>A written event: its bytes are shared by all who get it.</summary>
/// <param name="Data">What stands after <c>data: </c>, the blank line at the end included.</param>
public sealed record ServerEvent(ReadOnlyMemory<byte> Data);

/// <summary>Who may subscribe to a channel: the port by which the product keeps names that mean something to it.</summary>
public interface IChannelGuard
{
    /// <summary>Demands that the caller may subscribe.</summary>
    /// <param name="caller">Who subscribes.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">There is no such channel for the caller.</exception>
    Task DemandAsync(Caller caller, string channel, CancellationToken cancel);
}
