using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Events;

/// <summary>The subscribers of other nodes, as far as they were heard of. What changes is told here, each change once.</summary>
/// <param name="tell">Tells subscribers here of a change: before, null when one joins; and after, null when one has left.</param>
internal sealed class EventRoster(Action<RemoteSubscriber?, RemoteSubscriber?> tell)
{
    private const int MostGone = 1000;

    // Held while changes are told: in the order in which they came.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<long, HashSet<RemoteSubscriber>> _accounts = [];

    // What a node sent before it was declared dead may come after: ids are never used again.
    private readonly Queue<string> _gone = new();

    private sealed class Node
    {
        public Dictionary<string, RemoteSubscriber> Subscribers { get; } = new(StringComparer.Ordinal);

        /// <summary>The parts of a roster that came so far.</summary>
        public List<RemoteSubscriber> Coming { get; } = [];

        public int Parts { get; set; }
    }

    /// <summary>The nodes that were heard.</summary>
    public string[] Nodes
    {
        get
        {
            lock (_gate)
                return [.. _nodes.Keys];
        }
    }

    /// <summary>The subscribers of an account.</summary>
    /// <param name="accountId">Whose.</param>
    public IReadOnlyList<RemoteSubscriber> Of(long accountId)
    {
        lock (_gate)
            return _accounts.TryGetValue(accountId, out var those) ? [.. those] : [];
    }

    /// <summary>The node that has a subscription; null when none was heard to.</summary>
    /// <param name="key">The subscription's key.</param>
    public string? OwnerOf(string key)
    {
        lock (_gate)
        {
            foreach (var (id, node) in _nodes)
            {
                if (node.Subscribers.ContainsKey(key))
                    return id;
            }
            return null;
        }
    }

    /// <summary>Takes how one subscription stands now.</summary>
    /// <param name="from">The node that has it.</param>
    /// <param name="news">How it stands.</param>
    public void Take(string from, SubscriberNews news)
    {
        lock (_gate)
        {
            if (NodeOf(from) is { } node)
                Set(node, news.Key, news.Now);
        }
    }

    /// <summary>Takes a part of all subscriptions of a node; with the last one, those not named have left.</summary>
    /// <param name="from">The node.</param>
    /// <param name="part">The part.</param>
    public void Take(string from, RosterPart part)
    {
        lock (_gate)
        {
            if (NodeOf(from) is not { } node)
                return;
            if (part.Part == 0)
            {
                node.Coming.Clear();
                node.Parts = 0;
            }
            // One is lost: the bus says so, and all are asked for again.
            if (part.Part != node.Parts)
                return;
            node.Parts++;
            node.Coming.AddRange(part.Subscribers ?? []);
            if (part.IsLast)
                Replace(node);
        }
    }

    /// <summary>A node is gone, and its subscribers with it.</summary>
    /// <param name="id">The node's id.</param>
    public void Drop(string id)
    {
        lock (_gate)
        {
            if (_nodes.Remove(id, out var node))
            {
                foreach (var key in node.Subscribers.Keys.ToArray())
                    Set(node, key, null);
            }
            _gone.Enqueue(id);
            if (_gone.Count > MostGone)
                _gone.Dequeue();
        }
    }

    private void Replace(Node node)
    {
        var now = node.Coming.ToDictionary(one => one.Key, StringComparer.Ordinal);
        node.Coming.Clear();
        foreach (var key in node.Subscribers.Keys.Where(key => !now.ContainsKey(key)).ToArray())
            Set(node, key, null);
        foreach (var (key, one) in now)
            Set(node, key, one);
    }

    private void Set(Node node, string key, RemoteSubscriber? after)
    {
        var before = node.Subscribers.GetValueOrDefault(key);
        if (before?.ChannelNames == after?.ChannelNames && before is null == after is null)
            return;
        node.Subscribers.Remove(key);
        if (before is not null)
            Leave(before);
        if (after is not null)
        {
            node.Subscribers[key] = after;
            Enter(after);
        }
        tell(before, after);
    }

    private void Enter(RemoteSubscriber one)
    {
        if (!_accounts.TryGetValue(one.AccountId, out var those))
            _accounts[one.AccountId] = those = [];
        those.Add(one);
    }

    private void Leave(RemoteSubscriber one)
    {
        var those = _accounts[one.AccountId];
        those.Remove(one);
        if (those.Count == 0)
            _accounts.Remove(one.AccountId);
    }

    private Node? NodeOf(string id)
    {
        if (_nodes.TryGetValue(id, out var node))
            return node;
        return _gone.Contains(id) ? null : _nodes[id] = new Node();
    }
}
