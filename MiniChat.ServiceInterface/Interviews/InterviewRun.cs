using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>One attempt at a job that is going on.</summary>
/// <param name="job">The job.</param>
/// <param name="serverEnds">The server stops.</param>
internal sealed class InterviewRun(InterviewJob job, CancellationToken serverEnds) : IDisposable
{
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(serverEnds);
    private volatile bool _hasEnded;

    /// <summary>The job.</summary>
    public InterviewJob Job => job;

    /// <summary>Ends when the attempt does; it never fails.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it has ended: all that it kept is in the store.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>The attempt is not wanted any more.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>What a call that is not wanted any more counts as.</summary>
    public AnswerState StopAs => serverEnds.IsCancellationRequested ? AnswerState.Interrupted : AnswerState.Stopped;

    /// <summary>Begins.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="whenEnded">Called when it has ended.</param>
    public void Begin(Func<InterviewRun, Task> attempt, Action whenEnded) =>
        // Not on the caller's thread: a model without a delay would answer there and then.
        Ended = Task.Run(
            async () =>
            {
                try
                {
                    await attempt(this);
                }
                finally
                {
                    _hasEnded = true;
                    whenEnded();
                }
            },
            CancellationToken.None
        );

    /// <summary>Ends the call: another description has come.</summary>
    public void Stop() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();
}
