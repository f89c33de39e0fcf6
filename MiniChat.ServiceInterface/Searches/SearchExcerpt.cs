namespace MiniChat.ServiceInterface.Searches;

/// <summary>The part of a text that shows why it was found.</summary>
/// <param name="Text">The part.</param>
/// <param name="Marks">Where the words are in it: pairs of start and length.</param>
internal sealed record SearchExcerpt(string Text, List<List<int>> Marks)
{
    private const int Longest = 240;
    private const int Before = 60;
    private const string Cut = "…";

    /// <summary>Cuts it out: where as many of the words as can be stand together.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Where the words are, at least one.</param>
    public static SearchExcerpt Of(string text, List<SearchMark> found)
    {
        found = [.. found.OrderBy(mark => mark.Start)];
        var first = Best(found);
        var from = text.Length <= Longest ? 0 : Math.Max(0, Math.Min(first.Start - Before, text.Length - Longest));
        var to = Math.Min(text.Length, from + Longest);
        (from, to) = (AtBlank(text, from, first.Start), Whole(text, to));
        var head = from > 0 ? Cut : "";
        var shift = head.Length - from;
        var marks = found
            .Where(mark => mark.Start >= from && mark.Start < to)
            .Select(mark => new List<int> { mark.Start + shift, Math.Min(mark.End, to) - mark.Start });
        // A line stays a line wherever it is shown; no place moves by that.
        var part = text[from..to].Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ');
        return new SearchExcerpt(head + part + (to < text.Length ? Cut : ""), Apart(marks));
    }

    /// <summary>The mark from which on most different words are near.</summary>
    private static SearchMark Best(List<SearchMark> found)
    {
        var (best, most) = (found[0], 0);
        for (var i = 0; i < found.Count; i++)
        {
            var start = found[i].Start;
            var near = found
                .Skip(i)
                .TakeWhile(mark => mark.End <= start + Longest - Before)
                .Select(mark => mark.Term)
                .Distinct()
                .Count();
            if (near > most)
                (best, most) = (found[i], near);
        }
        return best;
    }

    /// <summary>Begins behind a blank, where there is one before the first mark, and never within a character.</summary>
    private static int AtBlank(string text, int from, int first)
    {
        if (from == 0)
            return 0;
        var blank = text.IndexOfAny([' ', '\n', '\t'], from, first - from);
        if (blank >= 0)
            return blank + 1;
        return char.IsLowSurrogate(text[from]) ? from + 1 : from;
    }

    private static int Whole(string text, int to) => to < text.Length && char.IsLowSurrogate(text[to]) ? to - 1 : to;

    /// <summary>Leaves out what lies within another mark.</summary>
    private static List<List<int>> Apart(IEnumerable<List<int>> marks)
    {
        var apart = new List<List<int>>();
        foreach (var mark in marks)
        {
            if (apart.Count == 0 || mark[0] >= apart[^1][0] + apart[^1][1])
                apart.Add(mark);
            else
                apart[^1][1] = Math.Max(apart[^1][1], mark[0] + mark[1] - apart[^1][0]);
        }
        return apart;
    }
}
