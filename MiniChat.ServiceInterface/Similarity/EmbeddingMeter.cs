using System.Diagnostics.Metrics;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>Counts vectors, for whoever watches the server. Nobody is named in it.</summary>
internal static class EmbeddingMeter
{
    private static readonly Meter Meter = new(UsageMeters.Name);

    private static readonly Counter<long> Embeddings = Meter.CreateCounter<long>(
        "minichat.embeddings",
        "{text}",
        "Texts whose vectors were made, or could not be just then, by outcome"
    );

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "minichat.embedding.duration",
        "s",
        "Time that the embedder takes for the texts of a call"
    );

    private static readonly UpDownCounter<long> IndexBytes = Meter.CreateUpDownCounter<long>(
        "minichat.similarity.index",
        "By",
        "What the codes of those who search take in memory"
    );

    /// <summary>Counts a call that went well.</summary>
    public static void Made(int texts, TimeSpan taken)
    {
        Embeddings.Add(texts, new KeyValuePair<string, object?>("outcome", "made"));
        Duration.Record(taken.TotalSeconds);
    }

    /// <summary>Counts a call that did not.</summary>
    public static void Failed(int texts) => Embeddings.Add(texts, new KeyValuePair<string, object?>("outcome", "failed"));

    /// <summary>Counts what the index takes more, or less.</summary>
    public static void Grown(long bytes) => IndexBytes.Add(bytes);
}
