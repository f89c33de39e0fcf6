using System.Text;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>Packs notices into payloads and numbers these. It serves one thread.</summary>
internal sealed class BusPacker
{
    // In beats.
    private const int LongestSilence = 100;

    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly List<string> _channels = [];
    private readonly List<string> _payloads = [];
    private string _sender = "";

    /// <summary>The channels of what is packed, one for each payload.</summary>
    public IReadOnlyList<string> Channels => _channels;

    /// <summary>The payloads that are packed.</summary>
    public IReadOnlyList<string> Payloads => _payloads;

    /// <summary>The notices in them.</summary>
    public int Notices { get; private set; }

    /// <summary>Who sends from now on. Under another id the numbers begin anew.</summary>
    /// <param name="id">The node's id.</param>
    public void Begin(string id)
    {
        if (id == _sender)
            return;
        _sender = id;
        _lanes.Clear();
    }

    /// <summary>Packs a notice.</summary>
    /// <param name="channel">Where it goes.</param>
    /// <param name="line">Topic, blank and JSON.</param>
    public void Add(string channel, string line)
    {
        var lane = LaneOf(channel);
        var bytes = Encoding.UTF8.GetByteCount(line);
        Notices++;
        if (lane.Bytes > 0 && lane.Bytes + 1 + bytes > BusPayload.MostBodyBytes)
            Flush(channel, lane);
        if (bytes > BusPayload.MostBodyBytes)
        {
            Split(channel, lane, line);
            return;
        }
        if (lane.Bytes > 0)
            lane.Body.Append('\n');
        lane.Body.Append(line);
        lane.Bytes += bytes + 1;
    }

    /// <summary>Leaves a number out: something for the channel was lost, and who listens there shall see it.</summary>
    /// <param name="channel">The channel.</param>
    public void Skip(string channel)
    {
        var lane = LaneOf(channel);
        Flush(channel, lane);
        lane.Seq++;
    }

    /// <summary>
    /// Adds beats: to all, and to each node that was told something, or should have been, since the last time. They show that the
    /// sender is there, and what is missing.
    /// </summary>
    /// <param name="all">What all nodes hear.</param>
    /// <param name="isThere">Whether a node still listens to a channel.</param>
    public void Beat(string all, Func<string, bool> isThere)
    {
        LaneOf(all);
        foreach (var (channel, lane) in _lanes)
        {
            var isQuiet = channel != all && lane.Seq == lane.Beaten;
            if (lane.Bytes == 0 && !isQuiet)
            {
                Write(channel, lane, 1, 1, "");
                lane.Beaten = lane.Seq;
            }
            lane.Silence = isQuiet ? lane.Silence + 1 : 0;
            // Not at once: a node can be told something before it is in the list, and its numbers must go on.
            if (lane.Silence > LongestSilence && !isThere(channel))
                _lanes.Remove(channel);
        }
    }

    /// <summary>Closes the payloads that are begun; all are there now.</summary>
    public void Finish()
    {
        foreach (var (channel, lane) in _lanes)
            Flush(channel, lane);
    }

    /// <summary>Forgets what was packed, since it was sent; the numbers go on.</summary>
    public void Clear()
    {
        _channels.Clear();
        _payloads.Clear();
        Notices = 0;
    }

    private Lane LaneOf(string channel)
    {
        if (!_lanes.TryGetValue(channel, out var lane))
            _lanes[channel] = lane = new Lane();
        return lane;
    }

    private void Flush(string channel, Lane lane)
    {
        if (lane.Bytes == 0)
            return;
        Write(channel, lane, 1, 1, lane.Body.ToString());
        lane.Body.Clear();
        lane.Bytes = 0;
    }

    private void Split(string channel, Lane lane, string line)
    {
        var pieces = new List<string>();
        for (var start = 0; start < line.Length; start += pieces[^1].Length)
            pieces.Add(line.Substring(start, Fit(line.AsSpan(start))));
        for (var i = 0; i < pieces.Count; i++)
            Write(channel, lane, i + 1, pieces.Count, pieces[i]);
    }

    /// <summary>How many characters fit into a body, none of them cut in two.</summary>
    private static int Fit(ReadOnlySpan<char> text)
    {
        var (bytes, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > BusPayload.MostBodyBytes)
                break;
            length += rune.Utf16SequenceLength;
        }
        return length;
    }

    private void Write(string channel, Lane lane, int part, int parts, string body)
    {
        _channels.Add(channel);
        _payloads.Add(new BusPayload(_sender, ++lane.Seq, part, parts, body).Text);
    }

    private sealed class Lane
    {
        public long Seq { get; set; }

        /// <summary>The number at the last beat.</summary>
        public long Beaten { get; set; }

        /// <summary>Beats since something was sent.</summary>
        public int Silence { get; set; }

        public StringBuilder Body { get; } = new();

        public int Bytes { get; set; }
    }
}
