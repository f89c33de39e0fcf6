namespace MiniChat.ServiceInterface.Similarity;

/// <summary>How much of the index is held.</summary>
public sealed record SimilarityOptions
{
    /// <summary>The most bytes of codes in memory; one account's always fit.</summary>
    public long MemoryBytes { get; init; } = 64 << 20;
}
