using System.Text;

namespace MiniChat.ServiceInterface.Searches;

/// <summary>A word that the words of a text must have.</summary>
/// <param name="Text">The word.</param>
/// <param name="IsPrefix">Whether words that only begin so do.</param>
public readonly record struct SearchWord(string Text, bool IsPrefix);

/// <summary>What somebody looks for.</summary>
public sealed class SearchQuery
{
    private SearchQuery(List<SearchTerm> terms) => Terms = terms;

    /// <summary>The words; none when there was nothing but blanks and punctuation.</summary>
    internal IReadOnlyList<SearchTerm> Terms { get; }

    /// <summary>Whether there is anything to look for.</summary>
    public bool IsEmpty => Terms.Count == 0;

    /// <summary>What a text that may fit has for certain, as <see cref="SearchWords"/> keeps it.</summary>
    public IReadOnlyList<SearchWord> Words => [.. Terms.SelectMany(WordsOf).Distinct()];

    /// <summary>Reads what somebody typed. All of it is text: quotes and operators only part words.</summary>
    /// <param name="text">What was typed.</param>
    public static SearchQuery Parse(string text)
    {
        var terms = new List<SearchTerm>();
        var reader = new SearchReader(text, stackalloc char[SearchReader.BufferLength]);
        while (reader.Next())
        {
            var word = reader.Word.ToString();
            if (reader.IsJoined)
                terms[^1] = terms[^1] with { Text = terms[^1].Text + word };
            else
                terms.Add(new SearchTerm(word, reader.IsSign, IsPrefix: false));
        }
        // One letter begins too many words to mean any of them.
        if (terms is [.., { IsSigns: false, Text.Length: > 1 } last])
            terms[^1] = last with { IsPrefix = true };
        return new SearchQuery([.. terms.Distinct()]);
    }

    private static IEnumerable<SearchWord> WordsOf(SearchTerm term)
    {
        var signs = term.IsSigns ? term.Text.EnumerateRunes().Select(rune => rune.ToString()).ToList() : [];
        return signs.Count switch
        {
            0 => [new SearchWord(term.Text, term.IsPrefix)],
            1 => [new SearchWord(term.Text, IsPrefix: true)],
            _ => signs.Zip(signs.Skip(1), (one, next) => new SearchWord(one + next, IsPrefix: false)),
        };
    }
}

/// <summary>One word of a search.</summary>
/// <param name="Text">Its plain form.</param>
/// <param name="IsSigns">Whether it is a row of signs, which can be anywhere in a longer one.</param>
/// <param name="IsPrefix">Whether words that only begin so are found.</param>
internal sealed record SearchTerm(string Text, bool IsSigns, bool IsPrefix);
