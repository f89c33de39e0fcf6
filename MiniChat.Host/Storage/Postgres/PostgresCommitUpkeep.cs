using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Deletes, every minute, marks of transactions that are over ten minutes old.</summary>
/// <param name="engine">The database.</param>
/// <param name="clock">The time, for the rhythm alone: how old a mark is, the database's clock tells.</param>
/// <param name="log">Where failures are noted.</param>
public sealed class PostgresCommitUpkeep(ISqlEngine engine, TimeProvider clock, ILogger<PostgresCommitUpkeep> log)
    : BackgroundService
{
    // A caller is told within seconds (PostgresOptions.Longest), and whoever asks later only wants to know that it is over. In
    // pieces, each of its own: all of a busy hour would take longer than a statement may. Other processes delete beside it.
    private const string Delete = """
        DELETE FROM commits WHERE mark IN (
            SELECT mark FROM commits WHERE at < now() - INTERVAL '10 minutes' LIMIT @most FOR UPDATE SKIP LOCKED)
        """;

    private const int AtOnce = 10_000;

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
            while (
                await engine.WriteAsync(session => session.Prepare(Delete).Bind("@most", AtOnce).ExecuteAsync(), stop) == AtOnce
            )
                continue;
            _isDown = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!_isDown)
                log.LogWarning(e, "Old marks of transactions cannot be deleted just now; it is tried again each minute");
            _isDown = true;
        }
    }
}
