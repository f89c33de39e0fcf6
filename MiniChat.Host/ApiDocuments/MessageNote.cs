namespace MiniChat.Host.ApiDocuments;

/// <summary>What a message's contract does not tell.</summary>
/// <param name="Sent">An example of it.</param>
/// <param name="Answer">An example of its response.</param>
internal sealed record MessageNote(object Sent, object? Answer = null)
{
    /// <summary>What it does, where the docstring's first sentence is too long to be a heading.</summary>
    public string? Summary { get; init; }

    /// <summary>Errors besides those of the fields, the caller, the body and what is not there.</summary>
    public IReadOnlyList<int> Errors { get; init; } = [];

    /// <summary>Whether <c>Idempotency-Key</c> counts.</summary>
    public bool TakesIdempotencyKey { get; init; }

    /// <summary>Whether it looks at who sends it, and lets everybody in.</summary>
    public bool KnowsItsCaller { get; init; }

    /// <summary>Its stream.</summary>
    public EventNote? Events { get; init; }
}

/// <summary>What comes on a message's stream.</summary>
/// <param name="Example">The first events, as they are sent.</param>
/// <param name="Data">The classes of the data.</param>
internal sealed record EventNote(string Example, params IReadOnlyList<Type> Data);
