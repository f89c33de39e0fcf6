using System.Text;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>Reads what comes: sees gaps, joins parts, and hands notices to who subscribed. It serves one thread.</summary>
/// <param name="peers">Who is there.</param>
/// <param name="handlers">Who hears.</param>
internal sealed class BusInbox(BusPeers peers, BusHandlers handlers)
{
    /// <summary>The topic by which a node says that it ends.</summary>
    public const string Farewell = "!bye";

    private const int ManyLanes = 256;
    private const int MostLanes = 4096;

    // By the channel's name too: under a new id of this node, numbers begin anew.
    private readonly Dictionary<(string Sender, string Channel), Lane> _lanes = [];

    /// <summary>Called when somebody was heard who is in no list yet.</summary>
    public Action StrangerHeard { get; init; } = () => { };

    /// <summary>Reads a payload.</summary>
    /// <param name="channel">The channel it came by.</param>
    /// <param name="text">The payload.</param>
    public void Hear(string channel, string text)
    {
        if (!BusPayload.TryRead(text, out var payload) || LaneOf(payload.Sender, channel) is not { } lane)
        {
            BusMeter.Broken.Add(1);
            return;
        }
        if (!peers.Hear(payload.Sender))
            StrangerHeard();
        // What it sent itself shows only that the way is open. A number that was there came twice: its sender could not know.
        if (peers.IsOwn(payload.Sender) || payload.Seq <= lane.Seq)
            return;
        BusMeter.ReceivedBytes.Add(Encoding.UTF8.GetByteCount(text));
        var isNext = payload.Seq == lane.Seq + 1;
        lane.Seq = payload.Seq;
        if (!isNext)
        {
            lane.Begin();
            handlers.RaiseMissed();
        }
        if (lane.Join(payload) is { Length: > 0 } body)
            Dispatch(payload.Sender, body);
    }

    private void Dispatch(string sender, string body)
    {
        foreach (var line in body.Split('\n'))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (line == Farewell)
                peers.Leave(sender);
            else if (blank > 0 && handlers.Topics.Hear(sender, line[..blank], line[(blank + 1)..]))
                BusMeter.Received.Add(1);
            else
                BusMeter.Broken.Add(1);
        }
    }

    private Lane? LaneOf(string sender, string channel)
    {
        var key = (sender, channel);
        if (_lanes.TryGetValue(key, out var lane))
            return lane;
        if (_lanes.Count >= ManyLanes)
        {
            foreach (var old in _lanes.Keys.Where(old => !peers.Has(old.Sender)).ToArray())
                _lanes.Remove(old);
        }
        return _lanes.Count < MostLanes ? _lanes[key] = new Lane() : null;
    }

    /// <summary>What one sender sends to one channel.</summary>
    private sealed class Lane
    {
        private readonly StringBuilder _parts = new();
        private int _next = 1;

        public long Seq { get; set; }

        /// <summary>Forgets the parts so far.</summary>
        public void Begin()
        {
            _parts.Clear();
            _next = 1;
        }

        /// <summary>The whole body, or null while parts of it are to come, or the first ones are lost.</summary>
        public string? Join(BusPayload payload)
        {
            if (payload.Parts == 1)
            {
                Begin();
                return payload.Body;
            }
            if (payload.Part == 1)
                Begin();
            if (payload.Part != _next)
                return null;
            _parts.Append(payload.Body);
            _next++;
            if (payload.Part < payload.Parts)
                return null;
            var whole = _parts.ToString();
            Begin();
            return whole;
        }
    }
}
