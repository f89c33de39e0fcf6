namespace MiniChat.Host.Relays;

/// <summary>What the pass-through doors take.</summary>
public sealed record RelayOptions
{
    /// <summary>The longest body of a signed-in caller: pictures travel in it.</summary>
    public long MaxBodyBytes { get; init; } = 20L * 1024 * 1024;

    /// <summary>The models that may be named; empty for any.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The most tokens that a body may ask for; 0 for any number.</summary>
    public int MaxTokens { get; init; }

    /// <summary>The most choices (<c>n</c>) that a body may ask for; 0 for any number.</summary>
    public int MaxChoices { get; init; }
}
