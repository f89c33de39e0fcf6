using MiniChat.ServiceInterface.Models;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>Makes vectors of texts: what texts mean, as directions. Near texts have near vectors.</summary>
public interface IEmbedder
{
    /// <summary>Which vectors these are: only those of one name are compared with each other. It is kept with each vector.</summary>
    string Name { get; }

    /// <summary>How many numbers a vector has.</summary>
    int Dimensions { get; }

    /// <summary>Makes a vector of each text.</summary>
    /// <param name="texts">The texts, none of them blank; of long ones the beginning counts.</param>
    /// <param name="cancel">They are not wanted any more.</param>
    /// <exception cref="ModelException">It cannot.</exception>
    Task<Embedded> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancel);
}

/// <summary>The vectors of texts.</summary>
/// <param name="Vectors">One for each text, in their order, of unit length.</param>
public sealed record Embedded(IReadOnlyList<float[]> Vectors)
{
    /// <summary>The model that made them, for the ledger; null where nothing is to be paid.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens of all texts together, as the model told them.</summary>
    public long Tokens { get; init; }
}
