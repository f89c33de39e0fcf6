using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.ServiceInterface.Mirrors;

/// <summary>Ends the answers of nodes that died, and tells those who read them.</summary>
public sealed partial class LostAnswers(
    IBus bus,
    IAnswerStore store,
    AnswerMirrors mirrors,
    TimeProvider clock,
    ILogger<LostAnswers> logger
) : INodeWatch
{
    /// <inheritdoc/>
    public async Task EndLeftoversAsync(CancellationToken cancel)
    {
        var lost = await store.InterruptRunningAsync(clock.Now(), cancel);
        foreach (var answer in lost)
        {
            mirrors.Ended(answer.AnswerId);
            bus.Send(MirrorTopics.End, new AnswerNumber(answer.AnswerId));
        }
        if (lost.Count > 0)
            LogEnded(lost.Count);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} answers of a node that is gone are interrupted now")]
    private partial void LogEnded(int count);
}
