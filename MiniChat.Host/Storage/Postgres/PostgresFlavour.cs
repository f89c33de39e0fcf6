using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Searches;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>What PostgreSQL says otherwise than SQLite. Its planner knows what lies in the tables, and takes no advice.</summary>
internal sealed class PostgresFlavour : SqlFlavour
{
    /// <summary>The only one.</summary>
    public static PostgresFlavour Instance { get; } = new();

    /// <inheritdoc/>
    public override string IndexedBy(string index) => "";

    /// <inheritdoc/>
    public override bool NumbersComeInOrder => false;

    /// <inheritdoc/>
    public override string NotIndexed => "";

    /// <summary>Its row has gone.</summary>
    /// <param name="column">The column with its id.</param>
    public override string NodeIsGone(string column) => $"NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.id = {column})";

    /// <summary>By their time: they lie about in its order, and an index that knows it by the block costs next to nothing.</summary>
    public override string AllUsages => "usages u";

    /// <summary>Never: a refused row ends the transaction.</summary>
    /// <param name="error">What a statement threw.</param>
    public override bool IsOrphan(Exception error) => false;

    /// <summary>
    /// By the index of words, whatever the planner thinks: words that it knows to be common, and an account that it knows to be
    /// small, would have it read the words of each turn instead, which lie apart from the turn and cost most of all.
    /// </summary>
    public override string TurnsWithWords =>
        """
            SELECT id FROM turns
            WHERE words @@ (SELECT CAST(@words AS tsquery)) AND account_id + 0 = @account AND (created_at, id) < (@at, @id)
            ORDER BY created_at DESC, id DESC LIMIT @take
            """;

    /// <inheritdoc/>
    public override string Expression(string prefix, IEnumerable<SearchWord> words) =>
        string.Join(" & ", words.Select(word => $"'{prefix}{word.Text}'{(word.IsPrefix ? ":*" : "")}"));

    /// <inheritdoc/>
    public override string KeepWords => "UPDATE turns SET words = CAST(@words AS tsvector) WHERE id = @id";

    /// <inheritdoc/>
    public override string? WordsValue => "CAST(@words AS tsvector)";

    /// <inheritdoc/>
    public override string ThatStay => "FOR KEY SHARE";

    /// <inheritdoc/>
    public override bool RefusesRowsAlone => false;
}
