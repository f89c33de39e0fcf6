using System.Collections.Concurrent;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Similarity;

namespace MiniChat.Tests.Support;

/// <summary>An embedder that a test can break, and whose calls it sees; its vectors count the words.</summary>
internal sealed class ScriptedEmbedder(string name = "scripted", int dimensions = 64) : IEmbedder
{
    private readonly ConcurrentQueue<IReadOnlyList<string>> _calls = new();

    public string Name => name;

    public int Dimensions => dimensions;

    /// <summary>The texts of all calls so far.</summary>
    public IReadOnlyCollection<IReadOnlyList<string>> Calls => _calls;

    /// <summary>Why a call fails; null where it goes well.</summary>
    public Func<IReadOnlyList<string>, ModelFailure?> Fails { get; set; } = _ => null;

    /// <summary>What a call costs; null for nothing.</summary>
    public long? Tokens { get; set; }

    /// <summary>A vector of unit length: how often which word is there. The last dimension is every text's.</summary>
    public static float[] VectorOf(string text, int dimensions)
    {
        var vector = new float[dimensions];
        vector[^1] = 0.1f;
        foreach (var word in text.Split(' '))
            vector[word.Aggregate(0, (sum, letter) => (sum * 31 + letter) & 0xFFFF) % (dimensions - 1)] += 1;
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    public Task<Embedded> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        _calls.Enqueue(texts);
        if (Fails(texts) is { } failure)
            throw new ModelException(failure, $"The embedder is broken on purpose: {failure}.");
        var vectors = texts.Select(text => VectorOf(text, dimensions)).ToList();
        return Task.FromResult(new Embedded(vectors) { Model = Tokens is null ? null : name, Tokens = Tokens ?? 0 });
    }
}
