using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>Makes the questions of one interview, once it is due.</summary>
public sealed partial class InterviewRunner(
    IInterviewStore store,
    InterviewAsking asking,
    IBus bus,
    TimeProvider clock,
    ILogger<InterviewRunner> logger
)
{
    /// <summary>How long one waits after a first failure of the store.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>How long one waits after the next one.</summary>
    /// <param name="pause">How long it was before.</param>
    internal static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    /// <summary>Claims the job, makes its questions, and keeps what came of it.</summary>
    /// <param name="run">The run.</param>
    internal async Task RunAsync(InterviewRun run)
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
}
