using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>
/// Makes the questions of interviews in the background. The jobs are the store's rows, so that what a crash or a stop left is gone
/// on with at the next start, or by another node; a job of an account runs alone, and a new description ends the run before it.
/// </summary>
public sealed partial class InterviewMaker(
    IInterviewStore store,
    InterviewAsking asking,
    IBus bus,
    TimeProvider clock,
    ILogger<InterviewMaker> logger
) : BackgroundService
{
    private const string Topic = "interview.described";

    private const int MostAtOnce = 4;

    // All that runs, all that can begin, and the one that tells when to look again.
    private const int MostRead = 2 * MostAtOnce + 1;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, InterviewRun> _running = [];
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private TimeSpan _pause = FirstPause;

    /// <summary>Takes up a description at once; a call for an older one of the account is ended.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="making">The making that counts now.</param>
    public void Wake(long accountId, InterviewMaking making)
    {
        Hear(accountId, making);
        bus.Send(Topic, new InterviewDescribed(accountId, making));
    }

    private void Hear(long accountId, InterviewMaking making)
    {
        lock (_gate)
            StopOlder(accountId, making);
        Look();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var told = bus.Subscribe<InterviewDescribed>(Topic, (_, one) => Hear(one.AccountId, one.Making));
        bus.NodeLeft += TakeOver;
        bus.Missed += Look;
        while (!stoppingToken.IsCancellationRequested)
            await WaitAsync(await LookAsync(stoppingToken), stoppingToken);
        bus.NodeLeft -= TakeOver;
        bus.Missed -= Look;
        // Ended by the same token; their jobs wait for the next start.
        await Task.WhenAll(_running.Values.Select(run => run.Ended));
        ForgetEnded();
    }

    private void TakeOver(string node) => Look();

    private void Look() => _news.Writer.TryWrite(true);

    private async Task WaitAsync(TimeSpan most, CancellationToken stopping)
    {
        using var enough = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stopping);
        try
        {
            await _news.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // It is time to look, or the server ends.
        }
    }

    /// <summary>Begins what is due, and tells how long nothing more will be.</summary>
    private async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        // Before the store is read: what has ended is there as it is now, and does not look as if it still had to be made.
        ForgetEnded();
        try
        {
            var jobs = await store.FindJobsAsync(bus.NodeId, MostRead, stopping);
            _pause = FirstPause;
            return BeginDue(jobs, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception e)
        {
            if (_pause == FirstPause)
                LogNotRead(e);
            var pause = _pause;
            _pause = Longer(pause);
            return pause;
        }
    }

    private void ForgetEnded()
    {
        lock (_gate)
        {
            foreach (var (account, run) in _running.Where(item => item.Value.HasEnded).ToList())
            {
                _running.Remove(account);
                run.Dispose();
            }
        }
    }

    private TimeSpan BeginDue(IReadOnlyList<InterviewJob> jobs, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (var job in jobs)
            {
                if (job.NextAttemptAt > now)
                    return job.NextAttemptAt - now < LongestWait ? job.NextAttemptAt - now : LongestWait;
                StopOlder(job.AccountId, job.Making);
                if (_running.Count >= MostAtOnce || _running.ContainsKey(job.AccountId))
                    continue;
                var run = new InterviewRun(job, stopping);
                _running.Add(job.AccountId, run);
                run.Begin(MakeAsync, whenEnded: Look);
            }
        }
        return LongestWait;
    }

    private void StopOlder(long accountId, InterviewMaking making)
    {
        if (!_running.TryGetValue(accountId, out var run))
            return;
        var old = run.Job.Making;
        if (old.InterviewId < making.InterviewId || (old.InterviewId == making.InterviewId && old.Generation < making.Generation))
            run.Stop();
    }

    private async Task MakeAsync(InterviewRun run)
    {
        try
        {
            // Another node may have been first.
            if (await store.ClaimAsync(run.Job, bus.NodeId, run.Stopping))
                await KeepAsync(run, await AttemptAsync(run));
        }
        catch (OperationCanceledException) when (run.Stopping.IsCancellationRequested)
        {
            // Another description has come, or the server ends: the row says what is to be done.
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.Unavailable)
        {
            LogNotClaimed(run.Job.Making.InterviewId, e);
        }
    }

    private async Task<InterviewOutcome> AttemptAsync(InterviewRun run)
    {
        var id = run.Job.Making.InterviewId;
        try
        {
            return InterviewOutcome.Made(await asking.MakeAsync(run));
        }
        catch (ModelException e)
        {
            LogFailure(id, run.Job.Attempts + 1, e.Failure, e.InnerException?.GetType().Name);
            return InterviewOutcome.Failed(run.Job, e, clock.Now());
        }
        catch (Exception e) when (!run.Stopping.IsCancellationRequested)
        {
            LogFault(id, e);
            return InterviewOutcome.Faulted(run.Job, e, clock.Now());
        }
    }

    /// <summary>Keeps an outcome, however long the store takes: the model must not be paid twice for it.</summary>
    private async Task KeepAsync(InterviewRun run, InterviewOutcome outcome)
    {
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                await WriteAsync(run.Job, outcome);
                return;
            }
            catch (ServiceException e) when (e.Kind == ErrorKind.Unavailable)
            {
                if (pause == FirstPause)
                    LogNotKept(run.Job.Making.InterviewId, e);
            }
            catch (Exception e)
            {
                LogFault(run.Job.Making.InterviewId, e);
                outcome = InterviewOutcome.Faulted(run.Job, e, clock.Now());
            }
            await Task.Delay(pause, clock, run.Stopping);
        }
    }

    // What does not count any more is not kept: the store compares.
    private Task WriteAsync(InterviewJob job, InterviewOutcome outcome) =>
        outcome.Questions is { } questions ? store.CompleteAsync(job, questions, CancellationToken.None)
        : outcome.RetryAt is { } at ? store.RetryAsync(job, at, CancellationToken.None)
        : store.FailAsync(job, outcome.Error!, CancellationToken.None);

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The questions of interview {InterviewId} could not be made at try {Attempt}: {ErrorCode} ({Cause})"
    )]
    private partial void LogFailure(long interviewId, int attempt, ModelFailure errorCode, string? cause);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The questions of interview {InterviewId} could not be made by a fault of the server"
    )]
    private partial void LogFault(long interviewId, Exception error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The outcome of interview {InterviewId} waits: the store cannot be written"
    )]
    private partial void LogNotKept(long interviewId, Exception error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Interview {InterviewId} could not be taken up: the store cannot be written"
    )]
    private partial void LogNotClaimed(long interviewId, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The interviews to be made could not be read; they are looked for again")]
    private partial void LogNotRead(Exception error);
}

/// <summary>A description has come at the sender.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="Making">The making that counts now.</param>
public readonly record struct InterviewDescribed(long AccountId, InterviewMaking Making);
