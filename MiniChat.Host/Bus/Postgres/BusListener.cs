using Npgsql;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>The one who listens, on a connection of its own that is made again whenever it breaks.</summary>
/// <param name="connections">Opens it.</param>
/// <param name="inbox">Reads what comes.</param>
/// <param name="peers">Knows this node's id.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where failures are noted.</param>
internal sealed class BusListener(BusConnections connections, BusInbox inbox, BusPeers peers, TimeProvider clock, ILogger log)
    : IAsyncDisposable
{
    private readonly BusPause _pause = new();
    private NpgsqlConnection? _connection;
    private string _listensAs = "";
    private bool _isDown;
    private CancellationTokenSource _renewal = new();

    /// <summary>Called when it listens again.</summary>
    public Action Relistening { get; init; } = () => { };

    /// <summary>Listens under the present id; what is sent from then on is heard once <see cref="RunAsync"/> runs.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public async Task ListenAsync(CancellationToken cancel)
    {
        var connection = await connections.OpenAsync("bus-listen", cancel);
        try
        {
            connection.Notification += (_, heard) => inbox.Hear(heard.Channel, heard.Payload);
            var id = peers.Self;
            var sql = $"LISTEN {peers.Channels.All}; LISTEN {BusChannels.Of(id)}";
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancel);
            _listensAs = id;
            _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Listens under the present id instead of the one before.</summary>
    public void Renew() => Volatile.Read(ref _renewal).Cancel();

    /// <summary>Hears until it is told to stop.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            // Before the id is looked at: a renewal that comes later cancels this one. It holds nothing that has to be disposed of.
            Volatile.Write(ref _renewal, new CancellationTokenSource());
            var renewal = _renewal.Token;
            try
            {
                await HearAsync(renewal, stop);
            }
            catch (OperationCanceledException) when (renewal.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                await CloseAsync();
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                if (!_isDown)
                    log.LogWarning(e, "Other nodes are not heard just now; it is tried again");
                _isDown = true;
                await CloseAsync();
                await Task.Delay(_pause.Next(), clock, stop);
            }
        }
    }

    private async Task HearAsync(CancellationToken renewal, CancellationToken stop)
    {
        if (_listensAs != peers.Self)
            await CloseAsync();
        if (_connection is null)
        {
            await ListenAsync(stop);
            _pause.Reset();
            if (_isDown)
                log.LogInformation("Other nodes are heard again");
            _isDown = false;
            BusMeter.Reconnects.Add(1, new KeyValuePair<string, object?>("purpose", "listen"));
            Relistening();
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(renewal, stop);
        while (true)
            await _connection!.WaitAsync(either.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task CloseAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        await connection.DisposeAsync();
    }
}
