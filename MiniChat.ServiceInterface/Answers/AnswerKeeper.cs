using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>
/// Keeps the text of running answers at checkpoints, all in one transaction. At the start it marks what a crash left running;
/// at the end it lets running answers finish, then interrupts the rest.
/// </summary>
public sealed partial class AnswerKeeper(
    IAnswerStore store,
    RunningAnswers running,
    AnswerOptions options,
    TimeProvider clock,
    ILogger<AnswerKeeper> logger
) : IHostedLifecycleService
{
    private readonly CancellationTokenSource _end = new();
    private Task _loop = Task.CompletedTask;
    private volatile bool _draining;
    private bool _missed;

    /// <summary>Whether the server is about to end: it takes no more asks.</summary>
    public bool IsDraining => _draining;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var interrupted = await store.InterruptRunningAsync(clock.Now(), cancellationToken);
        if (interrupted.Count > 0)
            LogRecovered(interrupted.Count);
        _loop = CheckpointAsync();
    }

    /// <summary>Keeps what running answers have more than at the last checkpoint.</summary>
    internal async Task CheckpointOnceAsync()
    {
        List<(AnswerLog Log, int Length)>? grown = null;
        foreach (var log in running.All)
        {
            if (log.Ending is null && log.Length is var length && length > log.Kept)
                (grown ??= []).Add((log, length));
        }
        if (grown is null)
            return;
        await store.CheckpointAsync(
            [.. grown.Select(item => new Checkpoint(item.Log.AnswerId, item.Log.TextBetween(item.Log.Kept, item.Length)))],
            CancellationToken.None
        );
        foreach (var (log, length) in grown)
            log.Kept = length;
    }

    /// <summary>Keeps the ends that the store could not take when they came.</summary>
    internal async Task KeepEndsAsync()
    {
        foreach (var log in running.All)
        {
            if (log.Ending is null || log.Unkept is not { } ended)
                continue;
            await store.EndAsync(ended, CancellationToken.None);
            running.Remove(log);
        }
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var all = Task.WhenAll(running.All.Select(log => log.Ended));
        try
        {
            await all.WaitAsync(options.DrainTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogCutOff(running.Count);
            foreach (var log in running.All)
                log.Stop(AnswerState.Interrupted);
            await all;
        }
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        // Who asked in the moment in which the end began came after the others were waited for; now nobody asks any more.
        foreach (var log in running.All)
            log.Stop(AnswerState.Interrupted);
        await Task.WhenAll(running.All.Select(log => log.Ended));
        await _end.CancelAsync();
        await _loop;
        await TryCheckpointAsync();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckpointAsync()
    {
        using var timer = new PeriodicTimer(options.CheckpointInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
                await TryCheckpointAsync();
        }
        catch (OperationCanceledException)
        {
            // The server ends; all answers have.
        }
    }

    private async Task TryCheckpointAsync()
    {
        try
        {
            await CheckpointOnceAsync();
            await KeepEndsAsync();
            _missed = false;
        }
        catch (Exception e)
        {
            // The text is still in memory; the next checkpoint, or the end, keeps it. One line tells of all that fail in a row.
            if (!_missed)
                LogMissed(e);
            _missed = true;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} answers were left running by a process that died; they are interrupted now"
    )]
    private partial void LogRecovered(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} answers did not finish in time and are interrupted")]
    private partial void LogCutOff(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A checkpoint of the running answers failed")]
    private partial void LogMissed(Exception error);
}
