using System.Globalization;
using System.Text;

namespace MiniChat.Host.Models.Offline;

/// <summary>Questions about a text whose answers are in it, and nowhere else: the same for the same text.</summary>
internal sealed class OfflineSamples
{
    private const int LongestShown = 24;
    private const int MostWords = 60;

    private static readonly string[] OtherWords =
    [
        "lighthouse",
        "marmalade",
        "harpsichord",
        "tundra",
        "walnut",
        "glacier",
        "saffron",
        "thimble",
        "lantern",
        "meadow",
        "pumpkin",
        "velvet",
        "compass",
    ];

    private static readonly string[] OtherSigns = ["★", "♠", "§", "#", "½", "☂", "♫", "¶"];

    private readonly string _text;
    private readonly List<string> _words;
    private readonly List<string> _signs;
    private readonly List<Followed> _followed;
    private readonly List<Func<int, OfflineSample>> _kinds = [];

    public OfflineSamples(string text)
    {
        _text = text;
        var all = OfflineWords.InOrder(text);
        _words = Shown(all, 4) is { Count: > 0 } some ? some : Shown(all, 1);
        _followed = FollowedOf(all);
        _signs = _words.Count > 0 ? [] : SignsOf(text);
        if (_words.Count > 0)
            _kinds.Add(Named);
        if (_followed.Count > 0)
            _kinds.Add(Following);
        if (_words.Count >= 3)
            _kinds.Add(NotNamed);
        if (_words.Count > 0)
            _kinds.Add(Length);
        if (_signs.Count > 0)
            _kinds.Add(Held);
        _kinds.Add(Count);
    }

    /// <summary>A word with all that come right after it anywhere, the first of them to be shown.</summary>
    private sealed record Followed(string Word, string Next, HashSet<string> AllNext);

    /// <summary>One of the questions; other numbers give other ones as long as the text has words.</summary>
    /// <param name="number">Counted from 0.</param>
    public OfflineSample Make(int number) => _kinds[number % _kinds.Count](number / _kinds.Count);

    private OfflineSample Named(int turn) =>
        new("which of these words does your description name?", Item(_words, turn), [.. Others(OtherWords, turn).Take(3)]);

    private OfflineSample NotNamed(int turn) =>
        new(
            "which of these words does your description not name?",
            Others(OtherWords, turn * 3 + 1).First(),
            [Item(_words, turn), Item(_words, turn + 1), Item(_words, turn + 2)]
        );

    private OfflineSample Following(int turn)
    {
        var asked = Item(_followed, turn);
        var wrong = Enumerable
            .Range(turn, _words.Count)
            .Select(i => Item(_words, i))
            .Where(word => !asked.AllNext.Contains(word) && !word.Equals(asked.Word, StringComparison.OrdinalIgnoreCase))
            .Concat(Others(OtherWords, turn));
        return new($"which word comes right after “{asked.Word}” in your description?", asked.Next, [.. wrong.Take(3)]);
    }

    private OfflineSample Length(int turn)
    {
        var word = Item(_words, turn);
        return Number($"how many characters does the word “{word}” have?", new StringInfo(word).LengthInTextElements);
    }

    private OfflineSample Held(int turn) =>
        new("which of these does your description hold?", Item(_signs, turn), [.. Others(OtherSigns, turn).Take(3)]);

    private OfflineSample Count(int turn) =>
        turn % 2 == 0
            ? Number("how many words does your description have, parted by blanks?", OfflineWords.Count(_text))
            : Number("how many characters does your description have?", new StringInfo(_text).LengthInTextElements);

    private static OfflineSample Number(string content, int right) =>
        new(content, Text(right), [Text(right + 1), Text(right + 2), Text(right + 4)]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static T Item<T>(List<T> items, int index) => items[index % items.Count];

    /// <summary>Words or signs that the text does not hold, without an end: somebody's description may hold any list of ours.</summary>
    private IEnumerable<string> Others(string[] usual, int from)
    {
        var rotated = Enumerable.Range(from, usual.Length).Select(i => usual[i % usual.Length]);
        var numbered = Enumerable.Range(2, int.MaxValue - 2).Select(number => $"{usual[0]}{number}");
        return rotated.Concat(numbered).Where(other => !_text.Contains(other, StringComparison.OrdinalIgnoreCase));
    }

    private static List<string> Shown(List<string> words, int least) =>
        [
            .. words
                .Where(word => word.Length >= least && word.Length <= LongestShown)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(MostWords),
        ];

    private List<Followed> FollowedOf(List<string> all)
    {
        var next = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i + 1 < all.Count; i++)
        {
            if (!next.TryGetValue(all[i], out var list))
                next.Add(all[i], list = []);
            list.Add(all[i + 1]);
        }
        return
        [
            .. from word in _words
            where next.ContainsKey(word)
            let shown = next[word].Find(after => after.Length <= LongestShown)
            where shown is not null
            select new Followed(word, shown, next[word].ToHashSet(StringComparer.OrdinalIgnoreCase)),
        ];
    }

    /// <summary>Of a text without words: its signs, each once.</summary>
    private static List<string> SignsOf(string text)
    {
        List<string> signs = [];
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext() && signs.Count < MostWords)
        {
            var sign = elements.GetTextElement();
            var isShown =
                sign.Length <= LongestShown
                && Rune.TryGetRuneAt(sign, 0, out var first)
                && (Rune.IsSymbol(first) || Rune.IsPunctuation(first) || Rune.IsLetterOrDigit(first));
            if (isShown && !signs.Contains(sign))
                signs.Add(sign);
        }
        return signs;
    }
}

/// <summary>One question with its right choice and three wrong ones.</summary>
/// <param name="Content">What is asked.</param>
/// <param name="Right">The right choice.</param>
/// <param name="Wrong">The wrong ones.</param>
internal sealed record OfflineSample(string Content, string Right, IReadOnlyList<string> Wrong);
