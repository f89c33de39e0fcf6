using System.Threading.Channels;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host.Accounts;

/// <summary>
/// Looks in the store whether the sessions and keys of open streams are still there, when other nodes may have ended them unheard:
/// each second while they are not heard, and whenever something was missed.
/// </summary>
/// <param name="memory">Who has streams open.</param>
/// <param name="bus">Whether others are heard.</param>
/// <param name="store">What there is.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where failures are noted.</param>
public sealed class SessionRounds(TokenMemory memory, IBus bus, SessionLook store, TimeProvider clock, ILogger<SessionRounds> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);

    // At once, and for a stream whose token was checked before and that opens just after.
    private const int RoundsAfterMiss = 2;

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private ITimer? _timer;
    private int _rounds;
    private bool _isDown;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        bus.Missed += LookSoon;
        _timer = clock.CreateTimer(_ => Wake(), null, Pause, Pause);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        bus.Missed -= LookSoon;
        _timer?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _wakes.Reader.ReadAsync(stoppingToken);
            if (bus.IsSound && Volatile.Read(ref _rounds) == 0)
                continue;
            await LookAsync(stoppingToken);
            await Task.Delay(ShortestPause, clock, stoppingToken);
        }
    }

    private void LookSoon()
    {
        Volatile.Write(ref _rounds, RoundsAfterMiss);
        Wake();
    }

    private void Wake() => _wakes.Writer.TryWrite(true);

    private async Task LookAsync(CancellationToken stop)
    {
        var rounds = Volatile.Read(ref _rounds);
        try
        {
            foreach (var news in await store.FindEndedAsync([.. memory.Watches.Callers], stop))
                memory.Hear(news);
            // Unless there was another miss meanwhile, or the look failed: then there is one more.
            Interlocked.CompareExchange(ref _rounds, Math.Max(0, rounds - 1), rounds);
            _isDown = false;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            if (!_isDown)
                log.LogWarning(
                    e,
                    "It cannot be seen whether the sessions of open streams have ended; it is tried again each second"
                );
            _isDown = true;
        }
    }
}
