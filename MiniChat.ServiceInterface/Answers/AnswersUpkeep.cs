using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>Forgets, soon after the start and then every hour, idempotency keys that are over a month old.</summary>
public sealed partial class AnswersUpkeep(IAnswerStore store, TimeProvider clock, ILogger<AnswersUpkeep> logger)
    : BackgroundService
{
    /// <summary>How long a key is kept; longer while its answer runs.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(30);

    private const int AtOnce = 1000;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = TimeSpan.FromHours(1);
            try
            {
                var before = clock.GetUtcNow() - KeyLifetime;
                while (await store.PruneKeysAsync(before, AtOnce, stoppingToken) == AtOnce)
                    continue;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogMissed(e);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Old idempotency keys could not be deleted; they are tried again in an hour"
    )]
    private partial void LogMissed(Exception error);
}
