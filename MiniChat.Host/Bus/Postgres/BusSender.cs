using System.Threading.Channels;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>
/// The one who sends: at most one transaction a tick, with all that waits. A NOTIFY takes a lock on the whole server when it
/// commits, so it never rides in a transaction of somebody else.
/// </summary>
/// <param name="options">How long a tick is.</param>
/// <param name="wire">Sends a batch.</param>
/// <param name="peers">Who is there.</param>
/// <param name="handlers">Who adds notices, and hears of losses.</param>
/// <param name="clock">The time.</param>
internal sealed class BusSender(BusOptions options, BusSenderWire wire, BusPeers peers, BusHandlers handlers, TimeProvider clock)
{
    private static readonly TimeSpan BeatAmongOthers = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BeatAlone = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    // With more nodes each sends less often, so that all together cost the database what these would.
    private const int NodesOfATick = 16;

    // Of a transaction; what is more waits for the next.
    private const int MostBytes = 4 * 1024 * 1024;

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private readonly BusOutbox _outbox = new();
    private readonly BusPacker _packer = new();
    private readonly BusPause _pause = new();
    private long _earliest = long.MinValue;
    private long _beaten = long.MinValue;
    private int _isBeatDue;
    private bool _hasFailed;

    /// <summary>Puts a notice in line.</summary>
    /// <param name="to">The node that is told; null for all others.</param>
    /// <param name="line">Topic, blank and JSON.</param>
    public void Send(string? to, string line)
    {
        var channel = to is null ? peers.Channels.All : BusChannels.Of(to);
        if (!_outbox.TryAdd(channel, line))
            BusMeter.Dropped.Add(1);
        Wake();
    }

    /// <summary>Notes that something for all was not sent, since nobody was there; who joins just now shall see it.</summary>
    public void Lose() => _outbox.Lose(peers.Channels.All);

    /// <summary>Looks at once whether there is something to do.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Beats at once, for whoever is new and waits to hear this node.</summary>
    public void Beat()
    {
        Interlocked.Exchange(ref _isBeatDue, 1);
        Wake();
    }

    /// <summary>Sends until it is told to stop.</summary>
    /// <param name="stop">Ends it between two transactions.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var timer = clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (true)
        {
            timer.Change(Rest(), Timeout.InfiniteTimeSpan);
            await _wakes.Reader.ReadAsync(stop);
            if (TimeUntil(_earliest) is { Ticks: > 0 } rest)
                await Task.Delay(rest, clock, stop);
            await TickAsync(stop);
        }
    }

    /// <summary>Sends what waits, and that this node ends. What cannot be sent soon is lost with it.</summary>
    public async Task EndAsync()
    {
        var begun = clock.GetTimestamp();
        _outbox.TryAdd(peers.Channels.All, BusInbox.Farewell);
        while (clock.GetElapsedTime(begun) < LongestFarewell)
        {
            if (_packer.Payloads.Count == 0)
                Collect();
            if (_packer.Payloads.Count == 0 || !await wire.TrySendAsync(_packer))
                return;
            _packer.Clear();
        }
    }

    private async Task TickAsync(CancellationToken stop)
    {
        var begun = clock.GetTimestamp();
        if (peers.Count > 0)
            handlers.Tick();
        Collect();
        if (Interlocked.Exchange(ref _isBeatDue, 0) == 1 || TimeUntilBeat() <= TimeSpan.Zero)
        {
            _packer.Beat(peers.Channels.All, peers.HasChannel);
            _beaten = begun;
        }
        if (_packer.Payloads.Count > 0)
            await SendAsync(stop);
        var slow = 2 * clock.GetElapsedTime(begun);
        var tick = Tick > slow ? Tick : slow;
        _earliest = begun + TicksOf(tick < LongestTick ? tick : LongestTick);
        if (!_outbox.IsEmpty)
            Wake();
    }

    private void Collect()
    {
        _packer.Begin(peers.Self);
        _outbox.TakeInto(_packer, MostBytes);
        _packer.Finish();
    }

    /// <summary>Sends the batch, however often it takes: its numbers tell receivers what came twice.</summary>
    private async Task SendAsync(CancellationToken stop)
    {
        while (!await wire.TrySendAsync(_packer))
        {
            _hasFailed = true;
            await Task.Delay(_pause.Next(), clock, stop);
        }
        _packer.Clear();
        _pause.Reset();
        if (!_hasFailed)
            return;
        _hasFailed = false;
        BusMeter.Reconnects.Add(1, new KeyValuePair<string, object?>("purpose", "send"));
        handlers.RaiseMissed();
    }

    /// <summary>How long nothing has to be done when nobody sends.</summary>
    private TimeSpan Rest()
    {
        var beat = TimeUntilBeat();
        if (handlers.HasTicks && peers.Count > 0 && Tick < beat)
            return Tick;
        return beat > TimeSpan.Zero ? beat : TimeSpan.Zero;
    }

    private TimeSpan Tick => options.Tick * Math.Max(1, (peers.Count + 1) / (double)NodesOfATick);

    private TimeSpan TimeUntilBeat() =>
        _beaten == long.MinValue ? TimeSpan.Zero : TimeUntil(_beaten + TicksOf(peers.Count > 0 ? BeatAmongOthers : BeatAlone));

    private TimeSpan TimeUntil(long timestamp) =>
        timestamp == long.MinValue ? TimeSpan.Zero : clock.GetElapsedTime(clock.GetTimestamp(), timestamp);

    private long TicksOf(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);
}
