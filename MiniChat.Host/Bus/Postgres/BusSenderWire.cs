using Npgsql;
using NpgsqlTypes;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>The sender's connection. It serves one thread.</summary>
/// <param name="connections">Opens it.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where failures are noted.</param>
internal sealed class BusSenderWire(BusConnections connections, TimeProvider clock, ILogger log) : IAsyncDisposable
{
    private const string Sql = "SELECT pg_notify(channel, payload) FROM unnest($1, $2) AS sent (channel, payload)";
    private const string UsageSql = "SELECT pg_notification_queue_usage()";

    // What is full fails every transaction that notifies.
    private const double MuchUsage = 0.5;
    private static readonly TimeSpan UsagePause = TimeSpan.FromMinutes(1);

    private NpgsqlConnection? _connection;
    private long _usageAt = long.MinValue;
    private bool _isDown;

    /// <summary>Sends a batch in one transaction. False when it cannot be known whether it was sent.</summary>
    /// <param name="packer">The batch.</param>
    public async Task<bool> TrySendAsync(BusPacker packer)
    {
        try
        {
            // Cut short by its own time limits alone: a batch that was begun should not be left in doubt.
            _connection ??= await connections.OpenAsync("bus-send", CancellationToken.None);
            await SendAsync(_connection, packer);
            if (_isDown)
                log.LogInformation("Other nodes can be told again");
            _isDown = false;
            await LookAtUsageAsync(_connection);
            return true;
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            // It would be refused again, and hold up all that comes after it. Its numbers are used up, so it is missed there.
            BusMeter.Dropped.Add(packer.Notices);
            log.LogError(e, "{Count} notices to other nodes were refused by the database and are dropped", packer.Notices);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it was, also a connection that was found broken while it rested: the next try has a whole one.
            if (!_isDown)
                log.LogWarning(e, "Other nodes cannot be told just now; it is tried again");
            _isDown = true;
            await CloseAsync();
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private static async Task SendAsync(NpgsqlConnection connection, BusPacker packer)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(TextsOf(packer.Channels));
        command.Parameters.Add(TextsOf(packer.Payloads));
        await command.PrepareAsync();
        await command.ExecuteNonQueryAsync();
        BusMeter.Transactions.Add(1);
        BusMeter.Sent.Add(packer.Notices);
        BusMeter.SentBytes.Add(packer.Payloads.Sum(payload => (long)System.Text.Encoding.UTF8.GetByteCount(payload)));
    }

    private static NpgsqlParameter TextsOf(IReadOnlyList<string> texts) =>
        new() { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    // Asking also makes room in a queue that a node kept full which is gone.
    private async Task LookAtUsageAsync(NpgsqlConnection connection)
    {
        if (_usageAt != long.MinValue && clock.GetElapsedTime(_usageAt) < UsagePause)
            return;
        _usageAt = clock.GetTimestamp();
        await using var command = new NpgsqlCommand(UsageSql, connection);
        var usage = Convert.ToDouble(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        BusMeter.QueueUsage.Record(usage);
        if (usage >= MuchUsage)
        {
            log.LogWarning(
                "PostgreSQL's queue of notices is {Usage:P0} full; a connection that listens and does not read keeps it so: end that one",
                usage
            );
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        await connection.DisposeAsync();
    }
}
