using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Usages;

/// <summary>
/// The ledger: entries wait in a queue and are kept in batches, one transaction each. While the store cannot be written they
/// wait longer; at the server's end the queue is emptied first.
/// </summary>
public sealed partial class UsageLedger(IUsageStore store, TimeProvider clock, ILogger<UsageLedger> logger)
    : IUsageLedger,
        IHostedLifecycleService
{
    /// <summary>The most entries that wait.</summary>
    public const int Capacity = 100_000;

    private const int LargestBatch = 5000;
    private const int LastTries = 3;

    // Under load a commit for every few entries would cost more than the calls they count. Nobody waits for the ledger.
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLogs = TimeSpan.FromMinutes(1);

    private readonly Channel<UsageEntry> _queue = Channel.CreateBounded<UsageEntry>(
        new BoundedChannelOptions(Capacity) { SingleReader = true }
    );
    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;
    private long _lost;
    private long _told = long.MinValue;

    /// <inheritdoc/>
    public void Add(UsageEntry entry)
    {
        UsageMeters.Count(entry);
        if (!_queue.Writer.TryWrite(entry))
            Lose(1);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(KeepAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        // The doors are closed: nobody adds any more.
        _queue.Writer.TryComplete();
        await _ending.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task KeepAsync()
    {
        var batch = new List<UsageEntry>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var entry))
                batch.Add(entry);
            await KeepAsync(batch);
            if (batch.Count > 1)
                await GatherAsync();
            batch.Clear();
        }
    }

    private async Task GatherAsync()
    {
        try
        {
            // By the machine's own clock: it is pace, no promise.
            await Task.Delay(BetweenBatches, _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The server ends: the last batch follows at once.
        }
    }

    private async Task KeepAsync(IReadOnlyList<UsageEntry> batch)
    {
        var pause = FirstPause;
        for (var last = 0; ; )
        {
            try
            {
                await store.AddAsync(batch, CancellationToken.None);
                return;
            }
            catch (ServiceException e) when (e.Kind == ErrorKind.Unavailable)
            {
                if (pause == FirstPause)
                    LogWaiting(e);
                if (_ending.IsCancellationRequested && ++last >= LastTries)
                {
                    Lose(batch.Count);
                    return;
                }
            }
            catch (Exception e)
            {
                await KeepOthersAsync(batch, e);
                return;
            }
            await WaitAsync(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>One of them is at fault: it must not keep the others out.</summary>
    private async Task KeepOthersAsync(IReadOnlyList<UsageEntry> batch, Exception error)
    {
        if (batch.Count == 1)
        {
            LogFault(error);
            return;
        }
        foreach (var entry in batch)
            await KeepAsync([entry]);
    }

    private async Task WaitAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, clock, _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The server ends: the last tries follow at once.
        }
    }

    private void Lose(int count)
    {
        Interlocked.Add(ref _lost, count);
        var now = clock.GetUtcNow().UtcTicks;
        var told = Interlocked.Read(ref _told);
        var isTime = told == long.MinValue || now - told >= BetweenLogs.Ticks || _ending.IsCancellationRequested;
        if (isTime && Interlocked.CompareExchange(ref _told, now, told) == told)
            LogLost(Interlocked.Exchange(ref _lost, 0));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger's entries wait: the store cannot be written")]
    private partial void LogWaiting(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "An entry of the ledger cannot be kept and is dropped")]
    private partial void LogFault(Exception error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Count} entries of the ledger were lost: too many waited, or the server ended"
    )]
    private partial void LogLost(long count);
}
