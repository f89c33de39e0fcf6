using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.ServiceInterface.Prompts;

/// <summary>A prompt was answered at the sender.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="AnswerId">The answer's number.</param>
public readonly record struct PromptAnswered(long AccountId, long AnswerId);

/// <summary>Pushes here what was answered at other nodes: the bus tells the number, the store the rest.</summary>
public sealed partial class PromptRelay(IBus bus, IAnswerStore store, PromptPushes pushes, ILogger<PromptRelay> logger)
    : BackgroundService
{
    /// <summary>The topic under which nodes tell each other.</summary>
    public const string Topic = "prompt.answered";

    private const int MostWaiting = 10_000;

    private readonly Channel<PromptAnswered> _waiting = Channel.CreateBounded<PromptAnswered>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    private IDisposable? _subscription;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = bus.Subscribe<PromptAnswered>(Topic, Hear);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var one in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await PushAsync(one, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(one.AnswerId, e);
            }
        }
    }

    private void Hear(string from, PromptAnswered one)
    {
        if (pushes.HasListeners(one.AccountId))
            _waiting.Writer.TryWrite(one);
    }

    private async Task PushAsync(PromptAnswered one, CancellationToken cancel)
    {
        var found = await store.FindPromptsAsync(one.AccountId, one.AnswerId + 1, take: 1, cancel);
        if (found.Count > 0 && found[0].Answer.Id == one.AnswerId)
            pushes.Offer(one.AccountId, PromptItems.Of(found[0]));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Prompt {Answer} of another node could not be pushed")]
    private partial void LogFailed(long answer, Exception error);
}
