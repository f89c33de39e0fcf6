using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Support;

/// <summary>A model whose every word a test decides.</summary>
internal sealed class ScriptedModel : IAnswerModel
{
    private readonly Channel<ScriptedAnswer> _asked = Channel.CreateUnbounded<ScriptedAnswer>();
    private readonly ConcurrentQueue<ModelRequest> _requests = new();

    /// <summary>Looked at when the model is called, before anything is answered.</summary>
    public Func<ModelRequest, Task>? OnCall { get; set; }

    public string DefaultModel => "scripted";

    /// <summary>All calls so far.</summary>
    public IReadOnlyCollection<ModelRequest> Requests => _requests;

    public string NameOf(string? asked) => asked ?? DefaultModel;

    /// <summary>The next call of the model, as soon as there is one.</summary>
    public async Task<ScriptedAnswer> NextCallAsync() => await _asked.Reader.ReadAsync(Deadline.Soon);

    public async IAsyncEnumerable<ModelEvent> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        _requests.Enqueue(request);
        if (OnCall is not null)
            await OnCall(request);
        var answer = new ScriptedAnswer(request);
        _asked.Writer.TryWrite(answer);
        try
        {
            await foreach (var part in answer.Parts.Reader.ReadAllAsync(cancel))
                yield return part;
        }
        finally
        {
            // Not in a callback of the token: the wait above may end first, and take the callback with it.
            if (cancel.IsCancellationRequested)
                answer.Cancelled.TrySetResult();
        }
    }
}

/// <summary>One call of the scripted model.</summary>
internal sealed class ScriptedAnswer(ModelRequest request)
{
    public ModelRequest Request { get; } = request;

    public Channel<ModelEvent> Parts { get; } = Channel.CreateUnbounded<ModelEvent>();

    /// <summary>Ends when the call was cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedAnswer Say(string text)
    {
        Parts.Writer.TryWrite(new ModelEvent { Text = text });
        return this;
    }

    public void Finish(string reason = "stop")
    {
        Parts.Writer.TryWrite(
            new ModelEvent
            {
                FinishReason = reason,
                Usage = new Usage { PromptTokens = 3, CompletionTokens = 5 },
            }
        );
        Parts.Writer.Complete();
    }

    public void Fail(Exception error) => Parts.Writer.Complete(error);
}
