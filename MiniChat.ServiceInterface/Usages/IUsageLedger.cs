using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Usages;

/// <summary>Takes down what was used of the models, by whom.</summary>
public interface IUsageLedger
{
    /// <summary>Takes an entry; it is kept soon after, and nobody waits for it.</summary>
    /// <param name="entry">The entry.</param>
    void Add(UsageEntry entry);
}

/// <summary>One call of a model.</summary>
public sealed record UsageEntry
{
    /// <summary>Whose it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>The API key it came with; null for a caller who signed in.</summary>
    public long? KeyId { get; init; }

    /// <summary>The model, by the name it was asked for under.</summary>
    public required string Model { get; init; }

    /// <summary>Where it came in, such as <c>/v1/chat/completions</c>.</summary>
    public required string Door { get; init; }

    /// <summary>How it ended; never running.</summary>
    public required AnswerState State { get; init; }

    /// <summary>The HTTP status the model's server answered with; 0 for none.</summary>
    public int Status { get; init; }

    /// <summary>The tokens of what was sent.</summary>
    public long PromptTokens { get; init; }

    /// <summary>The tokens of what came back.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>Whether the tokens are an estimate, since the model did not tell them.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>Milliseconds from the call to its end.</summary>
    public long Duration { get; init; }

    /// <summary>Milliseconds from the call to the first byte of the response's body; null when there was none.</summary>
    public long? FirstTextAfter { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }
}
