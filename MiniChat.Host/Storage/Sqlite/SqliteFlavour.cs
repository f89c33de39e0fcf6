using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Searches;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>What SQLite alone says so.</summary>
internal sealed class SqliteFlavour : SqlFlavour
{
    /// <summary>The only one.</summary>
    public static SqliteFlavour Instance { get; } = new();

    /// <inheritdoc/>
    public override string IndexedBy(string index) => "INDEXED BY " + index;

    /// <inheritdoc/>
    public override bool NumbersComeInOrder => true;

    /// <inheritdoc/>
    public override string NotIndexed => "NOT INDEXED";

    /// <summary>A file is one process's: whoever had it before is gone.</summary>
    /// <param name="column">The column with its id.</param>
    public override string NodeIsGone(string column) => "1 = 1";

    /// <summary>
    /// Account by account, by their index, in the order in which it is written: one by time alone would have to be kept with every
    /// entry, for an admin's rare question.
    /// </summary>
    public override string AllUsages => "accounts a CROSS JOIN usages u ON u.account_id = a.id";

    /// <summary>SQLite undoes the one row alone.</summary>
    /// <param name="error">What a statement threw.</param>
    public override bool IsOrphan(Exception error) => error is SqliteException sqlite && SqliteErrors.IsOrphan(sqlite);

    /// <inheritdoc/>
    public override string TurnsWithWords =>
        """
            SELECT id FROM turns INDEXED BY chat_turns_by_time
            WHERE account_id = @account AND chat_id IS NOT NULL AND (created_at, id) < (@at, @id)
                AND id IN (SELECT rowid FROM turn_words WHERE turn_words MATCH @words)
            ORDER BY created_at DESC, id DESC LIMIT @take
            """;

    /// <inheritdoc/>
    public override string Expression(string prefix, IEnumerable<SearchWord> words) =>
        string.Join(" AND ", words.Select(word => $"\"{prefix}{word.Text}\"{(word.IsPrefix ? "*" : "")}"));

    /// <inheritdoc/>
    public override string KeepWords => "INSERT INTO turn_words (rowid, words) VALUES (@id, @words)";

    /// <inheritdoc/>
    public override string? WordsValue => null;

    /// <inheritdoc/>
    public override string ThatStay => "";

    /// <inheritdoc/>
    public override bool RefusesRowsAlone => true;
}
