using MiniChat.Tests.Support;

namespace MiniChat.Bench;

/// <summary>
/// Texts of made-up words, which are as common as those of a language: some in nearly every text, most in very few. Always the
/// same ones.
/// </summary>
internal sealed class SearchTexts
{
    private const int Count = 30_000;
    private static readonly string[] Syllables =
    [
        .. "bcdfghklmnprstvwz".SelectMany(consonant => "aeiou".Select(vowel => $"{consonant}{vowel}")),
    ];

    private readonly Chance _chance = new(1);
    private readonly string[] _words = [.. Enumerable.Range(0, Count).Select(Word)];
    private readonly double[] _upTo = new double[Count];

    public SearchTexts()
    {
        var sum = 0.0;
        for (var rank = 0; rank < Count; rank++)
            _upTo[rank] = sum += 1.0 / (rank + 5);
        for (var rank = 0; rank < Count; rank++)
            _upTo[rank] /= sum;
    }

    /// <summary>A text of 20 to 200 words.</summary>
    public string Next() => string.Join(' ', Enumerable.Range(0, _chance.Next(20, 200)).Select(_ => Draw()));

    /// <summary>A word whose rank, the commonest first, lies between these.</summary>
    public string Of(int from, int to) => _words[_chance.Next(from, to)];

    private string Draw()
    {
        var at = Array.BinarySearch(_upTo, _chance.Next(1 << 24) / (double)(1 << 24));
        return _words[Math.Min(at < 0 ? ~at : at, Count - 1)];
    }

    // Its number in syllables, the lowest first, so that neighbours begin differently; rare words are longer, as they are.
    private static string Word(int rank)
    {
        var word = "";
        for (var left = rank * 7 + 3; left > 0 || word.Length < 4; left /= Syllables.Length)
            word += Syllables[left % Syllables.Length];
        return word;
    }
}
