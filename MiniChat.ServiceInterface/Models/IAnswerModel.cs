using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Models;

/// <summary>What answers: OpenAI, a compatible server, or the offline responder.</summary>
public interface IAnswerModel
{
    /// <summary>The model that is asked when nobody names one.</summary>
    string DefaultModel { get; }

    /// <summary>The name under which the answer is kept when <paramref name="asked"/> was named (null: nobody named one).</summary>
    /// <param name="asked">The model's name as the caller gave it.</param>
    string NameOf(string? asked);

    /// <summary>Asks the model. Texts come first, in order, each not empty; the last event, always one, has the finish reason.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="cancel">Ends the call at the socket within 100 ms, in every phase.</param>
    /// <exception cref="ModelException">The model could not answer, or broke off: a stream without a finish reason is a failure.</exception>
    IAsyncEnumerable<ModelEvent> StreamAsync(ModelRequest request, CancellationToken cancel);
}

/// <summary>One call of a model.</summary>
public sealed record ModelRequest
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The messages, oldest first.</summary>
    public required IReadOnlyList<CompletionMessage> Messages { get; init; }

    /// <summary>A JSON schema that the whole text must fit, where one is wanted.</summary>
    public string? JsonSchema { get; init; }
}

/// <summary>More of an answer: a text, or its end.</summary>
public readonly record struct ModelEvent
{
    /// <summary>The text that is new; null at the end.</summary>
    public string? Text { get; init; }

    /// <summary>At the end: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>, or what else the model says.</summary>
    public string? FinishReason { get; init; }

    /// <summary>At the end: the tokens used, where the model told them.</summary>
    public Usage? Usage { get; init; }
}
