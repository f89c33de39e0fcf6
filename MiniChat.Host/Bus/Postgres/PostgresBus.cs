using System.Text.Json;
using MiniChat.ServiceInterface.Nodes;
using Npgsql;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>The bus of processes that share a PostgreSQL: LISTEN and NOTIFY, and a row for each node.</summary>
public sealed class PostgresBus : IBus, IHostedService, IAsyncDisposable
{
    private readonly ILogger _log;
    private readonly BusHandlers _handlers;
    private readonly BusPeers _peers;
    private readonly NodeRows _rows;
    private readonly NodeLease _lease;
    private readonly BusSenderWire _wire;
    private readonly BusSender _sender;
    private readonly BusListener _listener;
    private readonly CancellationTokenSource _stopListening = new();
    private readonly CancellationTokenSource _stopSending = new();
    private Task _listening = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private Task? _ended;
    private bool _isDisposed;

    /// <summary>Makes it; it begins with the host.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where failures are noted.</param>
    public PostgresBus(BusOptions options, TimeProvider clock, ILogger<PostgresBus> log)
    {
        var connections = new BusConnections(options);
        _log = log;
        _handlers = new BusHandlers(log);
        // Who is new waits for this node's beat.
        _peers = new BusPeers(_handlers, clock) { Come = () => _sender!.Beat() };
        _rows = new NodeRows(connections);
        _lease = new NodeLease(_rows, _peers, _handlers, clock, log) { Renamed = Rename };
        _wire = new BusSenderWire(connections, clock, log);
        _sender = new BusSender(options, _wire, _peers, _handlers, clock);
        var inbox = new BusInbox(_peers, _handlers) { StrangerHeard = _lease.Look };
        _listener = new BusListener(connections, inbox, _peers, clock, log) { Relistening = _handlers.RaiseMissed };
    }

    /// <inheritdoc/>
    public string NodeId => _peers.Self;

    /// <inheritdoc/>
    public bool Others => _peers.Count > 0;

    /// <inheritdoc/>
    public bool IsFirst => _peers.IsFirst;

    /// <inheritdoc/>
    public bool IsSound => _peers.IsSound;

    /// <inheritdoc/>
    public event Action? Missed
    {
        add => _handlers.Missed += value;
        remove => _handlers.Missed -= value;
    }

    /// <inheritdoc/>
    public event Action<string>? NodeLeft
    {
        add => _handlers.NodeLeft += value;
        remove => _handlers.NodeLeft -= value;
    }

    /// <inheritdoc/>
    public event Action<string>? LeaseLost
    {
        add => _handlers.LeaseLost += value;
        remove => _handlers.LeaseLost -= value;
    }

    /// <inheritdoc/>
    public void Send<T>(string topic, T notice, string? to = null)
    {
        if (to is null && !Others)
            _sender.Lose();
        else if (to is null || (BusIds.IsId(to) && !_peers.IsOwn(to)))
        {
            if (LineOf(topic, notice) is { } line)
                _sender.Send(to, line);
        }
    }

    /// <inheritdoc/>
    public IDisposable Subscribe<T>(string topic, Action<string, T> hear) => _handlers.Topics.Subscribe(topic, hear);

    /// <inheritdoc/>
    public IDisposable EachTick(Action add)
    {
        var end = _handlers.EachTick(add);
        _sender.Wake();
        return end;
    }

    /// <summary>Listens and takes this node's row: from then on it is there for the others.</summary>
    /// <param name="cancellationToken">The start is given up.</param>
    /// <exception cref="StartupException">The database cannot be reached so.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _peers.Channels.Begin(await _rows.FindSchemaAsync(cancellationToken));
            await _listener.ListenAsync(cancellationToken);
            await _lease.BeginAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            throw new StartupException(
                "ConnectionStrings__Bus cannot be used; it must be a direct connection to the database of ConnectionStrings__MiniChat, "
                    + "not through a pooler. Absent, it is the same.",
                e
            );
        }
        _listening = Task.WhenAll(
            RunAsync(_listener.RunAsync, _stopListening.Token),
            RunAsync(_lease.RunAsync, _stopListening.Token)
        );
        _sending = RunAsync(_sender.RunAsync, _stopSending.Token);
        _sender.Wake();
    }

    /// <summary>Sends the last notices, and leaves.</summary>
    /// <param name="cancellationToken">Not looked at: it ends soon in every case.</param>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // A host can be stopped by two at once, as a test's is: its farewell is said once.
        lock (_stopSending)
            return _ended ??= EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // It is several services, and whoever holds them ends each.
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stopSending.CancelAsync();
        await _stopListening.CancelAsync();
        await Task.WhenAll(_sending, _listening, _ended ?? Task.CompletedTask);
        await _listener.DisposeAsync();
        await _wire.DisposeAsync();
        await _rows.DisposeAsync();
        _stopSending.Dispose();
        _stopListening.Dispose();
    }

    private async Task EndAsync()
    {
        await _stopSending.CancelAsync();
        await _sending;
        await _sender.EndAsync();
        await _stopListening.CancelAsync();
        await _listening;
        await _lease.EndAsync();
    }

    private string? LineOf<T>(string topic, T notice)
    {
        try
        {
            return $"{topic} {JsonSerializer.Serialize(notice, BusJson.Wire)}";
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            _log.LogError(e, "A notice of {Topic} cannot be written as JSON and is not sent", topic);
            return null;
        }
    }

    private void Rename()
    {
        _listener.Renew();
        _sender.Wake();
    }

    private async Task RunAsync(Func<CancellationToken, Task> run, CancellationToken stop)
    {
        try
        {
            // Off the caller's thread: the start goes on beside it.
            await Task.Run(() => run(stop), stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // As it should be: whatever was under way was cut off.
        }
        catch (Exception e)
        {
            _log.LogCritical(e, "A part of the bus has ended by a fault of ours; other nodes are not heard or not told any more");
        }
    }
}
