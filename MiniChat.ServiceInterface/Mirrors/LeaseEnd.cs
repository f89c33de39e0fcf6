using Microsoft.Extensions.Hosting;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.ServiceInterface.Mirrors;

/// <summary>Stops the answers of this node when it was declared dead: others have ended them, and no more tokens are to be spent.</summary>
public sealed class LeaseEnd(IBus bus, RunningAnswers running) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        bus.LeaseLost += StopAll;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        bus.LeaseLost -= StopAll;
        return Task.CompletedTask;
    }

    private void StopAll(string node) => running.LoseAll();
}
