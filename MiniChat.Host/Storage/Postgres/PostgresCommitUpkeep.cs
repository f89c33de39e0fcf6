using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Deletes, every minute, the marks of transactions after which nobody asks any more.</summary>
/// <param name="engine">The database.</param>
/// <param name="clock">The time, for the rhythm alone: how old a mark is, the database's clock tells.</param>
/// <param name="log">Where failures are noted.</param>
public sealed class PostgresCommitUpkeep(ISqlEngine engine, TimeProvider clock, ILogger<PostgresCommitUpkeep> log)
    : BackgroundService
{
    // Whoever asks does so within seconds (PostgresOptions.Longest).
    private const string Delete = "DELETE FROM commits WHERE at < now() - INTERVAL '10 minutes'";

    private bool _isDown;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryDeleteAsync(stoppingToken);
    }

    private async Task TryDeleteAsync(CancellationToken stop)
    {
        try
        {
            await engine.WriteAsync(session => session.Prepare(Delete).ExecuteAsync(), stop);
            _isDown = false;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            if (!_isDown)
                log.LogWarning(e, "Old marks of transactions cannot be deleted just now; it is tried again each minute");
            _isDown = true;
        }
    }
}
