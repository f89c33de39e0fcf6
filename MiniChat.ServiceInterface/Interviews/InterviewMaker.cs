using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>
/// Makes the questions of interviews in the background. The jobs are the store's rows, so that what a crash or a stop left is gone
/// on with at the next start, or by another node; a job of an account runs alone, and a new description ends the run before it.
/// </summary>
public sealed partial class InterviewMaker(
    IInterviewStore store,
    InterviewRunner runner,
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

    private readonly Lock _gate = new();
    private readonly Dictionary<long, InterviewRun> _running = [];
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private TimeSpan _pause = InterviewRunner.FirstPause;

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
            _pause = InterviewRunner.FirstPause;
            return BeginDue(jobs, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception e)
        {
            if (_pause == InterviewRunner.FirstPause)
                LogNotRead(e);
            var pause = _pause;
            _pause = InterviewRunner.Longer(pause);
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
                run.Begin(runner.RunAsync, whenEnded: Look);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "The interviews to be made could not be read; they are looked for again")]
    private partial void LogNotRead(Exception error);
}

/// <summary>A description has come at the sender.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="Making">The making that counts now.</param>
public readonly record struct InterviewDescribed(long AccountId, InterviewMaking Making);
