using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Bus;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Tests.Support;

/// <summary>Buses of several nodes within a test. A notice is heard before <c>Send</c> comes back, unless the bus is cut.</summary>
internal sealed class JoinedBuses
{
    private readonly Lock _gate = new();
    private readonly List<Node> _nodes = [];

    /// <summary>One more node.</summary>
    public Node Join()
    {
        lock (_gate)
        {
            var node = new Node(this);
            _nodes.Add(node);
            return node;
        }
    }

    private Node[] All
    {
        get
        {
            lock (_gate)
                return [.. _nodes];
        }
    }

    /// <summary>One node's bus.</summary>
    internal sealed class Node(JoinedBuses all) : IBus
    {
        private readonly BusTopics _topics = new(NullLogger.Instance);
        private readonly List<Action> _ticks = [];

        public string NodeId { get; private set; } = BusIds.New();

        public bool Others => all.All.Length > 1;

        public bool IsFirst => all.All.All(node => string.CompareOrdinal(NodeId, node.NodeId) <= 0);

        /// <summary>Set to false, it hears nothing and what it sends is lost.</summary>
        public bool IsSound { get; private set; } = true;

        public event Action? Missed;

        public event Action<string>? NodeLeft;

        public event Action<string>? LeaseLost;

        public void Send<T>(string topic, T notice, string? to = null)
        {
            if (!IsSound)
                return;
            var json = JsonSerializer.Serialize(notice, BusJson.Wire);
            foreach (var node in all.All.Where(node => node != this && node.IsSound && (to is null || to == node.NodeId)))
                Assert.That(node._topics.Hear(NodeId, topic, json), "a notice can be read");
        }

        public IDisposable Subscribe<T>(string topic, Action<string, T> hear) => _topics.Subscribe(topic, hear);

        public IDisposable EachTick(Action add)
        {
            lock (_ticks)
                _ticks.Add(add);
            return new BusSubscription(() =>
            {
                lock (_ticks)
                    _ticks.Remove(add);
            });
        }

        /// <summary>A tick: lets who registered add notices.</summary>
        public void Tick()
        {
            Action[] ticks;
            lock (_ticks)
                ticks = [.. _ticks];
            foreach (var add in ticks)
                add();
        }

        /// <summary>From now on nothing comes in and nothing goes out.</summary>
        public void Cut() => IsSound = false;

        /// <summary>Ends a cut; what was sent meanwhile is missed.</summary>
        public void Mend()
        {
            IsSound = true;
            Missed?.Invoke();
        }

        /// <summary>It is declared dead, by all at once, and goes on under another id.</summary>
        public void LoseLease()
        {
            var lost = NodeId;
            LeaseLost?.Invoke(lost);
            NodeId = BusIds.New();
            foreach (var node in all.All.Where(node => node != this))
                node.NodeLeft?.Invoke(lost);
            Missed?.Invoke();
        }

        /// <summary>It ends, or is killed: the others are told.</summary>
        public void Leave()
        {
            lock (all._gate)
                all._nodes.Remove(this);
            foreach (var node in all.All)
                node.NodeLeft?.Invoke(NodeId);
        }
    }
}
