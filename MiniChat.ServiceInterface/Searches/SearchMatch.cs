namespace MiniChat.ServiceInterface.Searches;

/// <summary>A place in a text.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Term">Which word of the search is there.</param>
internal readonly record struct SearchMark(int Start, int Length, int Term)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;
}

/// <summary>Finds the words of a search in a text: the store only tells which texts may have them.</summary>
internal static class SearchMatch
{
    private const int MostMarks = 1000;

    /// <summary>Where the words are; null when not all of them are there.</summary>
    /// <param name="query">The words.</param>
    /// <param name="text">The text.</param>
    public static List<SearchMark>? Find(SearchQuery query, string text)
    {
        var terms = query.Terms;
        var marks = new List<SearchMark>();
        var found = new bool[terms.Count];
        var missing = terms.Count;
        // Of rows of signs: how much of the word has come, and where each of these signs began.
        var rows = terms.Select(term => term.IsSigns ? new SignRow(term.Text) : null).ToArray();
        var reader = new SearchReader(text, stackalloc char[SearchReader.BufferLength]);
        while (reader.Next() && (missing > 0 || marks.Count < MostMarks))
        {
            for (var i = 0; i < terms.Count; i++)
            {
                if (Place(terms[i], rows[i], reader) is not { } start)
                    continue;
                missing -= found[i] ? 0 : 1;
                if (!found[i] || marks.Count < MostMarks)
                    marks.Add(new SearchMark(start, reader.End - start, i));
                found[i] = true;
            }
        }
        return missing == 0 ? marks : null;
    }

    private static int? Place(SearchTerm term, SignRow? row, in SearchReader reader)
    {
        if (row is not null)
            return reader.IsSign ? row.Take(reader.Word, reader.Start, reader.IsJoined) : null;
        if (reader.IsSign)
            return null;
        var isThere = term.IsPrefix
            ? reader.Word.StartsWith(term.Text, StringComparison.Ordinal)
            : reader.Word.SequenceEqual(term.Text);
        return isThere ? reader.Start : null;
    }

    /// <summary>Looks for a row of signs in the signs that come.</summary>
    private sealed class SignRow(string row)
    {
        private readonly string[] _signs = [.. row.EnumerateRunes().Select(rune => rune.ToString())];
        private readonly Queue<(string Sign, int Start)> _last = new();

        /// <summary>Takes the next sign.</summary>
        /// <returns>Where the row began, when it is complete with this one.</returns>
        public int? Take(ReadOnlySpan<char> sign, int start, bool isJoined)
        {
            if (!isJoined)
                _last.Clear();
            _last.Enqueue((sign.ToString(), start));
            if (_last.Count > _signs.Length)
                _last.Dequeue();
            return _last.Count == _signs.Length && _last.Select(one => one.Sign).SequenceEqual(_signs)
                ? _last.Peek().Start
                : null;
        }
    }
}
