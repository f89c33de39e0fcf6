namespace MiniChat.Host.Models.Offline;

/// <summary>
/// The vector of a text without any model: its words and their letters in threes, fours and fives, hashed with signs into as
/// many dimensions as are wanted, of unit length. A text has one vector, whatever the machine and the release.
/// </summary>
internal static class OfflineVector
{
    /// <summary>The name of the recipe with its usual dimensions.</summary>
    public const string Name = "hash-1024";

    /// <summary>The usual dimensions.</summary>
    public const int Dimensions = 1024;

    private const int ShortestGram = 3;
    private const int LongestGram = 5;
    private const ulong Offset = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>The vector of a text.</summary>
    public static float[] Of(string text, int dimensions = Dimensions)
    {
        var counts = new Dictionary<ulong, int>();
        foreach (var word in Words(text.ToLowerInvariant()))
            Count(counts, word);
        var vector = new float[dimensions];
        foreach (var (hash, count) in counts)
        {
            var value = 1 + MathF.Log(count);
            vector[hash % (ulong)dimensions] += hash >> 63 == 0 ? value : -value;
        }
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        // A text without a word, or one whose words cancel each other out, still has a direction.
        if (length == 0)
            vector[0] = length = 1;
        for (var i = 0; i < vector.Length; i++)
            vector[i] /= length;
        return vector;
    }

    private static IEnumerable<string> Words(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]))
                continue;
            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
                i++;
            yield return text[start..i];
        }
    }

    private static void Count(Dictionary<ulong, int> counts, string word)
    {
        Add(counts, Hash(word, Offset));
        var framed = $"<{word}>";
        for (var length = ShortestGram; length <= LongestGram; length++)
        {
            for (var start = 0; start + length <= framed.Length; start++)
                Add(counts, Hash(framed.AsSpan(start, length), Offset ^ (ulong)length));
        }
    }

    private static void Add(Dictionary<ulong, int> counts, ulong hash) => counts[hash] = counts.GetValueOrDefault(hash) + 1;

    // FNV-1a over the letters, then mixed: its low bits alone are too even.
    private static ulong Hash(ReadOnlySpan<char> text, ulong seed)
    {
        var hash = seed;
        foreach (var letter in text)
            hash = (hash ^ letter) * Prime;
        hash ^= hash >> 33;
        hash *= 0xFF51AFD7ED558CCD;
        return hash ^ (hash >> 33);
    }
}
