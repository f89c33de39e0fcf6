using System.Threading.Channels;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Prompts;

/// <summary>Somebody who listens for the prompts of an account. What is not read yet waits in a short line.</summary>
public sealed class PromptListener : IDisposable
{
    /// <summary>How many may wait: who is further behind is dropped.</summary>
    public const int MostWaiting = 64;

    private readonly Channel<PromptItem> _waiting = Channel.CreateBounded<PromptItem>(MostWaiting);
    private readonly CancellationTokenSource _dropped = new();
    private readonly Action<PromptListener> _leave;

    /// <summary>Makes a listener.</summary>
    /// <param name="leave">Called when it listens no more.</param>
    public PromptListener(Action<PromptListener> leave) => _leave = leave;

    /// <summary>Cancelled when it was too slow; nothing more is offered then.</summary>
    public CancellationToken Dropped => _dropped.Token;

    /// <summary>The prompts as they come.</summary>
    /// <param name="cancel">Nobody listens any more.</param>
    public IAsyncEnumerable<PromptItem> ReadAllAsync(CancellationToken cancel) => _waiting.Reader.ReadAllAsync(cancel);

    /// <summary>Lines up a prompt, or drops a listener whose line is full.</summary>
    /// <param name="prompt">The prompt.</param>
    public void Offer(PromptItem prompt)
    {
        // Who completes the line drops the listener: once, and never after it has left.
        if (!_waiting.Writer.TryWrite(prompt) && _waiting.Writer.TryComplete())
            _dropped.Cancel();
    }

    /// <summary>Listens no more.</summary>
    public void Dispose()
    {
        _leave(this);
        // One that is being dropped in this moment still needs its source, which holds nothing but memory.
        if (_waiting.Writer.TryComplete())
            _dropped.Dispose();
    }
}
