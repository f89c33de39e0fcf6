using MiniChat.ServiceInterface.Similarity;

namespace MiniChat.Host.Models.Offline;

/// <summary>Vectors without any model: texts with the same words, or parts of words, are near.</summary>
public sealed class OfflineEmbedder : IEmbedder
{
    public string Name => OfflineVector.Name;

    public int Dimensions => OfflineVector.Dimensions;

    public Task<Embedded> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var vectors = new float[texts.Count][];
        for (var i = 0; i < vectors.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            vectors[i] = OfflineVector.Of(texts[i]);
        }
        return Task.FromResult(new Embedded(vectors));
    }
}
