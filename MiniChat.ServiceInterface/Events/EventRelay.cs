using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Events;

/// <summary>
/// Joins the subscriptions of all nodes over the bus: each node tells of its own, remembers those of the others, and does what
/// others ask for with its own.
/// </summary>
public sealed class EventRelay : IEventRelay, IHostedService
{
    private const int SubscribersInPart = 100;

    /// <summary>How often a node tells of all its subscriptions, at most.</summary>
    private static readonly TimeSpan RosterPause = TimeSpan.FromSeconds(1);

    private readonly IBus _bus;
    private readonly TimeProvider _clock;
    private readonly EventRoster _roster;
    private readonly EventAsks _asks;
    private readonly EventReplies _replies;
    private readonly List<IDisposable> _subscriptions = [];

    // Held from the look at a subscription to its telling: the last one that is told is how it stands.
    private readonly Lock _telling = new();
    private readonly Lock _gate = new();
    private IDisposable? _tick;
    private long? _toldAt;
    private string _nodeId = "";
    private IRelayedEvents? _here;

    /// <summary>Makes it; it begins with the host.</summary>
    /// <param name="bus">Leads to the other nodes.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where faults are noted.</param>
    public EventRelay(IBus bus, TimeProvider clock, ILogger<EventRelay> log)
    {
        _bus = bus;
        _clock = clock;
        _roster = new EventRoster((before, after) => Here.HearChange(before, after));
        _asks = new EventAsks(bus, _roster, clock);
        _replies = new EventReplies(bus, log);
    }

    /// <inheritdoc/>
    public bool HasOthers => _bus.Others;

    private IRelayedEvents Here => _here ?? throw new InvalidOperationException("The relay was not begun.");

    /// <inheritdoc/>
    public void Begin(IRelayedEvents here) => _here = here;

    /// <inheritdoc/>
    public void Changed(string key)
    {
        // Also when nobody is there: who comes just then sees by the gap that something is missing.
        lock (_telling)
            _bus.Send(EventTopics.Subscriber, new SubscriberNews(key, Here.Find(key)));
    }

    /// <inheritdoc/>
    public void Send(EventNotice notice)
    {
        var told = new EventTold(Encoding.UTF8.GetString(notice.Item.Data.Span), notice.AccountId, notice.Channel, notice.Key);
        _bus.Send(EventTopics.Told, told, notice.Key is null ? null : _roster.OwnerOf(notice.Key));
    }

    /// <inheritdoc/>
    public IReadOnlyList<RemoteSubscriber> Of(long accountId) => _roster.Of(accountId);

    /// <inheritdoc/>
    public Task<Dictionary<string, string>?> AskAsync(SubscriptionAsk ask, CancellationToken cancel) =>
        _asks.AskAsync(ask, cancel);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _nodeId = _bus.NodeId;
        _subscriptions.Add(_bus.Subscribe<SubscriberNews>(EventTopics.Subscriber, _roster.Take));
        _subscriptions.Add(_bus.Subscribe<RosterPart>(EventTopics.Roster, _roster.Take));
        _subscriptions.Add(_bus.Subscribe<RosterWanted>(EventTopics.Who, (_, _) => TellAllSoon()));
        _subscriptions.Add(_bus.Subscribe<EventTold>(EventTopics.Told, (_, told) => Hear(told)));
        _subscriptions.Add(_bus.Subscribe<EventAsk>(EventTopics.Ask, (from, ask) => _replies.Hear(from, ask, Here)));
        _subscriptions.Add(_bus.Subscribe<EventReply>(EventTopics.Reply, _asks.Hear));
        _bus.NodeLeft += Drop;
        _bus.Missed += Miss;
        // The others may be there already, or hear of this node by it.
        Miss();
        TellAllSoon();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _bus.Missed -= Miss;
        _bus.NodeLeft -= Drop;
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
        lock (_gate)
            _tick?.Dispose();
        return Task.CompletedTask;
    }

    private void Hear(EventTold told) =>
        Here.Hear(
            new EventNotice(new ServerEvent(Encoding.UTF8.GetBytes(told.Data)))
            {
                AccountId = told.AccountId,
                Channel = told.Channel,
                Key = told.Key,
            }
        );

    private void Drop(string node)
    {
        _roster.Drop(node);
        _asks.Drop(node);
    }

    private void Miss()
    {
        _bus.Send(EventTopics.Who, new RosterWanted());
        // It was declared dead, and its subscribers with it; under the new id nobody knows them yet.
        if (_nodeId != _bus.NodeId)
            TellAllSoon();
        _nodeId = _bus.NodeId;
    }

    // Many may ask at once: they are told together, with a tick.
    private void TellAllSoon()
    {
        lock (_gate)
            _tick ??= _bus.EachTick(TellAll);
    }

    private void TellAll()
    {
        lock (_gate)
        {
            if (_toldAt is { } told && _clock.GetElapsedTime(told) < RosterPause)
                return;
            _toldAt = _clock.GetTimestamp();
            _tick?.Dispose();
            _tick = null;
        }
        lock (_telling)
        {
            RemoteSubscriber[][] parts = [.. Here.All.Chunk(SubscribersInPart)];
            for (var i = 0; i < Math.Max(parts.Length, 1); i++)
                _bus.Send(EventTopics.Roster, new RosterPart(i, i >= parts.Length - 1, parts.Length == 0 ? [] : parts[i]));
        }
    }
}
