using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Events;

/// <summary>What nodes tell each other of server-events, and under which topics.</summary>
internal static class EventTopics
{
    /// <summary>To all: how a subscription stands now.</summary>
    internal const string Subscriber = "events.subscriber";

    /// <summary>To all: the sender wants to hear of all subscriptions.</summary>
    internal const string Who = "events.who";

    /// <summary>To all: a part of the sender's subscriptions.</summary>
    internal const string Roster = "events.roster";

    /// <summary>To all, or to the node that has the subscriber: something to be told to subscribers.</summary>
    internal const string Told = "events.told";

    /// <summary>To all, or to the node that has the subscription: something to be done with it.</summary>
    internal const string Ask = "events.ask";

    /// <summary>To who asked: what came of it.</summary>
    internal const string Reply = "events.reply";
}

/// <summary>How a subscription of the sender stands now.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Now">What is known of it; null when it has left.</param>
public sealed record SubscriberNews(string Key, RemoteSubscriber? Now);

/// <summary>The sender wants to hear of all subscriptions.</summary>
public readonly record struct RosterWanted;

/// <summary>A part of the sender's subscriptions; the parts come one after the other.</summary>
/// <param name="Part">Which it is, from 0.</param>
/// <param name="IsLast">Whether it is the last one.</param>
/// <param name="Subscribers">The subscriptions.</param>
public sealed record RosterPart(int Part, bool IsLast, RemoteSubscriber[] Subscribers);

/// <summary>Something to be told to subscribers.</summary>
/// <param name="Data">The event as it is written.</param>
/// <param name="AccountId">Whom; null for subscribers of any account.</param>
/// <param name="Channel">The channel of that account; null for all of its subscribers.</param>
/// <param name="Key">The one subscription that it is for; null for more.</param>
public sealed record EventTold(string Data, long? AccountId, string? Channel, string? Key);

/// <summary>Something to be done with a subscription.</summary>
/// <param name="Number">Counts the asks of the sender.</param>
/// <param name="Ask">What is to be done.</param>
public sealed record EventAsk(long Number, SubscriptionAsk Ask);

/// <summary>What came of an ask.</summary>
/// <param name="Number">The number of the ask.</param>
/// <param name="About">What others see of the subscription; null when it is not there, or the ask was refused.</param>
/// <param name="Refusal">Why it was refused; null when it was not.</param>
public sealed record EventReply(long Number, Dictionary<string, string>? About, EventRefusal? Refusal = null);

/// <summary>Why an ask was refused.</summary>
/// <param name="Kind">What kind of thing went wrong.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Code">The error's code; null for the kind's own.</param>
/// <param name="Errors">The fields that broke a rule.</param>
public sealed record EventRefusal(ErrorKind Kind, string Sentence, string? Code, ResponseError[] Errors)
{
    /// <summary>The refusal that an exception is.</summary>
    /// <param name="e">The exception.</param>
    public static EventRefusal Of(ServiceException e) => new(e.Kind, e.Message, e.ErrorCode, [.. e.Errors]);

    /// <summary>The exception that a refusal is.</summary>
    public ServiceException ToException() => new(Kind, Sentence) { ErrorCode = Code, Errors = Errors ?? [] };
}
