using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Events;

/// <summary>Does what other nodes ask for: each ask once, though it may come twice.</summary>
/// <param name="bus">Takes the replies.</param>
/// <param name="log">Where faults are noted.</param>
internal sealed partial class EventReplies(IBus bus, ILogger log)
{
    // More than can come between an ask and its repetition.
    private const int MostDone = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Node, long Number), Task<EventReply>> _done = [];
    private readonly Queue<(string Node, long Number)> _order = new();

    /// <summary>Puts an ask in line; the reply goes to who asked.</summary>
    /// <param name="from">Who asks.</param>
    /// <param name="ask">The ask.</param>
    /// <param name="here">The subscriptions of this node.</param>
    public void Hear(string from, EventAsk ask, IRelayedEvents here)
    {
        Task<EventReply> reply;
        lock (_gate)
        {
            var key = (from, ask.Number);
            if (!_done.TryGetValue(key, out reply!))
            {
                _done[key] = reply = Task.Run(() => DoAsync(ask, here));
                _order.Enqueue(key);
                if (_order.Count > MostDone)
                    _done.Remove(_order.Dequeue());
            }
        }
        _ = SendAsync(from, reply);
    }

    private async Task SendAsync(string to, Task<EventReply> reply) => bus.Send(EventTopics.Reply, await reply, to);

    private async Task<EventReply> DoAsync(EventAsk ask, IRelayedEvents here)
    {
        try
        {
            return new EventReply(ask.Number, await here.DoAsync(ask.Ask, CancellationToken.None));
        }
        catch (ServiceException e)
        {
            return new EventReply(ask.Number, null, EventRefusal.Of(e));
        }
        catch (Exception e)
        {
            LogFailed(e, ask.Ask.Deed);
            var fault = new ServiceException(ErrorKind.Unavailable, "The server cannot do this just now. Try again in a moment.");
            return new EventReply(ask.Number, null, EventRefusal.Of(fault));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Deed} of a subscription failed that another node asked for")]
    private partial void LogFailed(Exception e, SubscriptionDeed deed);
}
