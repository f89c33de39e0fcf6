using System.Globalization;
using System.Text;

namespace MiniChat.ServiceInterface.Searches;

/// <summary>
/// What a text is found by in a store: its words, each once, with the account before them, so that the texts of others cost a
/// search nothing. Of signs that stand together each pair is a word, and the last one by itself.
/// </summary>
public static class SearchWords
{
    /// <summary>How many bytes the words of a text may have together; a store has limits. What comes behind is not found.</summary>
    private const int MostBytes = 900_000;

    /// <summary>The words of a text, parted by blanks. They hold letters, digits, signs and <c>_</c>, and nothing that a store reads otherwise.</summary>
    /// <param name="accountId">Whose text it is.</param>
    /// <param name="text">The text.</param>
    public static string Of(long accountId, string text)
    {
        var account = Prefix(accountId);
        var words = new StringBuilder();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var byText = known.GetAlternateLookup<ReadOnlySpan<char>>();
        var reader = new SearchReader(text, stackalloc char[SearchReader.BufferLength]);
        Span<char> pair = stackalloc char[4];
        var last = 0;
        var bytes = 0;
        while (bytes < MostBytes && reader.Next())
        {
            // The sign before was the last of its row.
            if (last > 0 && !reader.IsJoined)
                Add(pair[..last]);
            if (!reader.IsSign)
            {
                Add(reader.Word);
                last = 0;
                continue;
            }
            if (reader.IsJoined)
            {
                reader.Word.CopyTo(pair[last..]);
                Add(pair[..(last + reader.Word.Length)]);
            }
            reader.Word.CopyTo(pair);
            last = reader.Word.Length;
        }
        if (last > 0)
            Add(pair[..last]);
        return words.ToString();

        void Add(ReadOnlySpan<char> word)
        {
            if (!byText.Add(word))
                return;
            if (words.Length > 0)
                words.Append(' ');
            words.Append(account).Append(word);
            bytes += account.Length + Encoding.UTF8.GetByteCount(word) + 1;
        }
    }

    /// <summary>What stands before the words of an account.</summary>
    /// <param name="accountId">The account.</param>
    public static string Prefix(long accountId) => string.Create(CultureInfo.InvariantCulture, $"{accountId}_");
}
