using System.Collections.Immutable;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>Who is there: this node under its present id, and the others, with when they were heard.</summary>
/// <param name="handlers">Who is told when one leaves.</param>
/// <param name="clock">The time.</param>
internal sealed class BusPeers(BusHandlers handlers, TimeProvider clock)
{
    /// <summary>How long a node can be silent before what is remembered of its doings is not trusted: three beats.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMilliseconds(750);

    // The list is read each second.
    private static readonly TimeSpan LongestWithoutList = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private ImmutableArray<Peer> _others = [];
    private ImmutableHashSet<string> _own = [];
    private ImmutableHashSet<string> _farewells = [];
    private long _listedAt = long.MinValue;

    /// <summary>Called when there are others who were not there before.</summary>
    public Action Come { get; init; } = () => { };

    /// <summary>How they reach each other.</summary>
    public BusChannels Channels { get; } = new();

    /// <summary>This node's present id.</summary>
    public string Self { get; private set; } = BusIds.New();

    /// <summary>How many others there are.</summary>
    public int Count => _others.Length;

    /// <summary>Whether no other has a smaller id.</summary>
    public bool IsFirst => _others.All(peer => string.CompareOrdinal(Self, peer.Id) < 0);

    /// <summary>Whether the list is fresh and each of the others was heard just now.</summary>
    public bool IsSound
    {
        get
        {
            var now = clock.GetTimestamp();
            var listed = Volatile.Read(ref _listedAt);
            if (listed == long.MinValue || clock.GetElapsedTime(listed, now) > LongestWithoutList)
                return false;
            foreach (var peer in _others)
            {
                if (peer.HeardAt == long.MinValue || clock.GetElapsedTime(peer.HeardAt, now) > LongestSilence)
                    return false;
            }
            return true;
        }
    }

    /// <summary>Goes on under an id.</summary>
    /// <param name="id">The id.</param>
    public void Become(string id)
    {
        Self = id;
        _own = _own.Add(id);
    }

    /// <summary>Whether an id is this process's, now or before.</summary>
    /// <param name="id">The id.</param>
    public bool IsOwn(string id) => _own.Contains(id);

    /// <summary>Whether a node is there that listens to a channel of its own.</summary>
    /// <param name="channel">The channel.</param>
    public bool HasChannel(string channel) => _others.Any(peer => BusChannels.Of(peer.Id) == channel);

    /// <summary>Whether another node with the id is there.</summary>
    /// <param name="id">The id.</param>
    public bool Has(string id) => _others.Any(peer => peer.Id == id);

    /// <summary>Notes that a node was heard.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>False when it is in no list yet.</returns>
    public bool Hear(string id)
    {
        foreach (var peer in _others)
        {
            if (peer.Id != id)
                continue;
            peer.HeardAt = clock.GetTimestamp();
            return true;
        }
        return IsOwn(id) || _farewells.Contains(id);
    }

    /// <summary>A node said that it ends; all it had to tell was heard.</summary>
    /// <param name="id">Its id.</param>
    public void Leave(string id)
    {
        lock (_gate)
        {
            if (!Has(id))
                return;
            _farewells = _farewells.Add(id);
            _others = _others.RemoveAll(peer => peer.Id == id);
        }
        Tell(id);
    }

    /// <summary>Takes the list of all nodes.</summary>
    /// <param name="ids">Their ids.</param>
    public void Update(IReadOnlyCollection<string> ids)
    {
        List<string> left;
        string[] come;
        lock (_gate)
        {
            _farewells = _farewells.Intersect(ids);
            left = [.. _others.Select(peer => peer.Id).Where(id => !ids.Contains(id))];
            come = [.. ids.Where(id => !IsOwn(id) && !Has(id) && !_farewells.Contains(id))];
            _others = [.. _others.Where(peer => ids.Contains(peer.Id)), .. come.Select(id => new Peer(id))];
            Volatile.Write(ref _listedAt, clock.GetTimestamp());
        }
        BusMeter.Nodes.Record(_others.Length + 1);
        if (come.Length > 0)
            Come();
        foreach (var id in left)
            Tell(id);
        // Who is gone without a farewell may have done something it could tell nobody.
        if (left.Count > 0)
            handlers.RaiseMissed();
    }

    private void Tell(string id) => handlers.RaiseNodeLeft(id);

    private sealed class Peer(string id)
    {
        private long _heardAt = long.MinValue;

        public string Id => id;

        public long HeardAt
        {
            get => Volatile.Read(ref _heardAt);
            set => Volatile.Write(ref _heardAt, value);
        }
    }
}
