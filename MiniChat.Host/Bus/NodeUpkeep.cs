using System.Threading.Channels;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host.Bus;

/// <summary>Has what dead nodes left behind ended: each second, and at once when a node has left.</summary>
/// <param name="bus">Tells when one has.</param>
/// <param name="watches">Who ends what.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where failures are noted.</param>
public sealed class NodeUpkeep(IBus bus, IEnumerable<INodeWatch> watches, TimeProvider clock, ILogger<NodeUpkeep> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private ITimer? _timer;
    private bool _isDown;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        bus.NodeLeft += LookAfter;
        _timer = clock.CreateTimer(_ => Look(), null, Pause, Pause);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        bus.NodeLeft -= LookAfter;
        _timer?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _looks.Reader.ReadAsync(stoppingToken);
            await EndLeftoversAsync(stoppingToken);
        }
    }

    private void LookAfter(string node) => Look();

    private void Look() => _looks.Writer.TryWrite(true);

    private async Task EndLeftoversAsync(CancellationToken stop)
    {
        try
        {
            foreach (var watch in watches)
                await watch.EndLeftoversAsync(stop);
            _isDown = false;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            if (!_isDown)
                log.LogWarning(e, "What dead nodes left behind cannot be ended just now; it is tried again each second");
            _isDown = true;
        }
    }
}
