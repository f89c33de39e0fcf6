using System.Threading.Channels;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>
/// This node's row: renewed each second by the database's clock, and gone when the node ends or is declared dead. It judges the
/// others too.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="peers">Who is there.</param>
/// <param name="handlers">Who is told.</param>
/// <param name="clock">The time, for the rhythm alone.</param>
/// <param name="log">Where it is noted.</param>
internal sealed class NodeLease(NodeRows rows, BusPeers peers, BusHandlers handlers, TimeProvider clock, ILogger log)
{
    /// <summary>Who has not renewed its row for so long is declared dead.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(3.5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);

    // Between two renewals of a node that is well.
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(2);

    // The database's clock may jump: who is to be dead must also have been seen not to renew.
    private static readonly TimeSpan ShortestStillness = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private readonly Dictionary<string, (long RenewedAt, long SeenAt)> _seen = new(StringComparer.Ordinal);
    private long? _steadySince;
    private long _renewedAt;
    private bool _isLost;
    private bool _isDown;

    /// <summary>Called when another id was taken.</summary>
    public Action Renamed { get; init; } = () => { };

    /// <summary>Takes this node's row, before anything is written under its id.</summary>
    /// <param name="cancel">The start is given up.</param>
    public async Task BeginAsync(CancellationToken cancel)
    {
        peers.Become(peers.Self);
        await rows.AddAsync(peers.Self, cancel);
        NoteRenewal();
        await LookAroundAsync(cancel);
    }

    /// <summary>Renews and judges until it is told to stop.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var timer = clock.CreateTimer(_ => Look(), null, Pause, Pause);
        while (true)
        {
            await _looks.Reader.ReadAsync(stop);
            await TryAsync(stop);
            // Whoever is heard and not in the list asks for a look with every beat.
            await Task.Delay(ShortestPause, clock, stop);
        }
    }

    /// <summary>Looks at the rows soon.</summary>
    public void Look() => _looks.Writer.TryWrite(true);

    /// <summary>Removes this node's row.</summary>
    public async Task EndAsync()
    {
        try
        {
            await rows.RemoveAsync(peers.Self, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "This node's row could not be removed; the others declare the node dead soon");
        }
    }

    private async Task TryAsync(CancellationToken stop)
    {
        try
        {
            await KeepAsync(stop);
            if (_isDown)
                log.LogInformation("This node's lease is renewed again");
            _isDown = false;
            await LookAroundAsync(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            if (!_isDown)
                log.LogWarning(e, "This node's lease cannot be renewed just now; it is tried again each second");
            _isDown = true;
            _steadySince = null;
        }
    }

    private async Task KeepAsync(CancellationToken stop)
    {
        if (!_isLost && await rows.RenewAsync(peers.Self, stop))
        {
            NoteRenewal();
            return;
        }
        _steadySince = null;
        if (!_isLost)
        {
            _isLost = true;
            log.LogWarning("This node, {Node}, was declared dead: its running answers are others' now", peers.Self);
            handlers.RaiseLeaseLost(peers.Self);
        }
        var id = BusIds.New();
        await rows.AddAsync(id, stop);
        _isLost = false;
        peers.Become(id);
        log.LogInformation("This node goes on as {Node}", id);
        NoteRenewal();
        Renamed();
    }

    // After an outage of the database nobody is judged before all had time to come back.
    private void NoteRenewal()
    {
        var now = clock.GetTimestamp();
        if (_steadySince is null || clock.GetElapsedTime(_renewedAt, now) > LongestGap)
            _steadySince = now;
        _renewedAt = now;
    }

    private async Task LookAroundAsync(CancellationToken stop)
    {
        var all = await rows.FindAsync(stop);
        var still = SeeStill(all);
        if (still.Count > 0 && _steadySince is { } since && clock.GetElapsedTime(since) >= Length)
        {
            var dead = await rows.RemoveDeadAsync(still, Length, stop);
            foreach (var id in dead)
                log.LogWarning("Node {Node} did not renew its lease and is declared dead", id);
            BusMeter.Dead.Add(dead.Count);
            all.RemoveAll(row => dead.Contains(row.Id));
        }
        peers.Update([.. all.Select(row => row.Id)]);
    }

    /// <summary>Notes when rows were seen to change, and gives those of others that did not for a while.</summary>
    private List<string> SeeStill(List<NodeRow> all)
    {
        var now = clock.GetTimestamp();
        foreach (var id in _seen.Keys.Except(all.Select(row => row.Id)).ToArray())
            _seen.Remove(id);
        var still = new List<string>();
        foreach (var row in all.Where(row => !peers.IsOwn(row.Id)))
        {
            if (!_seen.TryGetValue(row.Id, out var seen) || seen.RenewedAt != row.RenewedAt)
                _seen[row.Id] = (row.RenewedAt, now);
            else if (clock.GetElapsedTime(seen.SeenAt, now) >= ShortestStillness)
                still.Add(row.Id);
        }
        return still;
    }
}
