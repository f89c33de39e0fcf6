using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>The sender has kept asks that were answered elsewhere.</summary>
public sealed record AsksImported;

/// <summary>
/// Gives every ask its vector, in the background: woken by each ask, and at the start by what is there without one, be it that
/// the embedder is another one now. What it misses is the store's to say, so that nothing is lost with the process. Of several
/// nodes one does it for all: an embedder is paid by the call.
/// </summary>
public sealed partial class EmbeddingKeeper(
    Embedding embedding,
    RunningAnswers running,
    IBus bus,
    TimeProvider clock,
    ILogger<EmbeddingKeeper> logger
) : BackgroundService
{
    private const int BatchSize = 64;
    private const string Topic = "asks.imported";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>How many times as long as a batch took nothing is embedded, and how long at most, while somebody waits for an answer.</summary>
    private const int Courtesy = 4;
    private static readonly TimeSpan LongestCourtesy = TimeSpan.FromMilliseconds(250);

    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private TimeSpan _pause;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        running.Begun += Wake;
        running.BegunElsewhere += WakeElsewhere;
        running.Missed += Wake;
        running.Imported += TellImported;
        bus.NodeLeft += TakeOver;
        using var told = bus.Subscribe<AsksImported>(Topic, (_, _) => Wake());
        try
        {
            while (true)
            {
                if (!bus.IsFirst || await EmbedAsync(stoppingToken))
                    await NewsAsync(stoppingToken);
                else
                    await Task.Delay(_pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
        finally
        {
            running.Begun -= Wake;
            running.BegunElsewhere -= WakeElsewhere;
            running.Missed -= Wake;
            running.Imported -= TellImported;
            bus.NodeLeft -= TakeOver;
        }
    }

    private void Wake(AnswerLog log) => Wake();

    private void WakeElsewhere(long accountId, long answerId) => Wake();

    private void TakeOver(string node) => Wake();

    private void TellImported()
    {
        Wake();
        if (bus.Others)
            bus.Send(Topic, new AsksImported());
    }

    private void Wake() => _news.Writer.TryWrite(true);

    /// <summary>Waits for an ask; for a moment only, where one may have been passed over.</summary>
    private async Task NewsAsync(CancellationToken stopping)
    {
        var longest = bus.IsFirst && embedding.IsToLookAgain ? Embedding.WholeEach : Timeout.InfiniteTimeSpan;
        try
        {
            await _news.Reader.WaitToReadAsync(stopping).AsTask().WaitAsync(longest, clock, stopping);
            _news.Reader.TryRead(out _);
        }
        catch (TimeoutException)
        {
            // Nobody asked meanwhile; what was passed over is looked for.
        }
    }

    /// <summary>Embeds batch after batch until nothing is missing.</summary>
    /// <returns>Whether all went well; else it is time for a pause.</returns>
    private async Task<bool> EmbedAsync(CancellationToken stopping)
    {
        try
        {
            int count;
            do
            {
                var begun = Stopwatch.GetTimestamp();
                count = await embedding.CatchUpAsync(BatchSize, stopping);
                WentWell();
                if (count > 0 && running.Count > 0)
                    await GiveWayAsync(Stopwatch.GetElapsedTime(begun), stopping);
            } while (count == BatchSize);
            return true;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // One line tells of all that fail in a row. A model's failure has its words; what they were made of stays out of the log.
            if (_pause == TimeSpan.Zero)
                LogFailure(e.Message, e is ModelException ? null : e);
            _pause = _pause == TimeSpan.Zero ? FirstPause : Longer(_pause);
            return false;
        }
    }

    // Processor and disk are for those who wait; what they ask meanwhile shares the next batch. It is the machine's time that counts.
    private static Task GiveWayAsync(TimeSpan taken, CancellationToken stopping)
    {
        var pause = taken * Courtesy;
        return Task.Delay(pause < LongestCourtesy ? pause : LongestCourtesy, TimeProvider.System, stopping);
    }

    private void WentWell()
    {
        if (_pause != TimeSpan.Zero)
            LogRecovered();
        _pause = TimeSpan.Zero;
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is asked gets its vectors later, it is tried again: {Why}")]
    private partial void LogFailure(string why, Exception? error);

    [LoggerMessage(Level = LogLevel.Information, Message = "What is asked gets its vectors again")]
    private partial void LogRecovered();
}
