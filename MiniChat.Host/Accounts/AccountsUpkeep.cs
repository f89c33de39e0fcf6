using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.Accounts;

/// <summary>Deletes, soon after the start and then every hour, what has expired: attempts, sessions, refresh tokens, sign-ins by code.</summary>
/// <param name="attempts">The attempts.</param>
/// <param name="sessions">The sessions.</param>
/// <param name="signIns">The sign-ins by code.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where failures are noted.</param>
public sealed class AccountsUpkeep(
    IAttemptStore attempts,
    ISessionStore sessions,
    ICodeSignInStore signIns,
    TimeProvider clock,
    ILogger<AccountsUpkeep> log
) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = TimeSpan.FromHours(1);
            try
            {
                var now = clock.GetUtcNow();
                await attempts.PruneAsync(now - AttemptGuard.LongestWindow, stoppingToken);
                await sessions.PruneAsync(now, stoppingToken);
                await signIns.PruneAsync(now, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(
                    e,
                    "Expired sessions, attempts and sign-ins could not be deleted; they are tried again in an hour"
                );
            }
        }
    }
}
