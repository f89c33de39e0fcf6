using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Sql;
using SQLitePCL;

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

    /// <inheritdoc/>
    public override string OrderedJoin => "CROSS JOIN";

    /// <summary>SQLite undoes the one row alone.</summary>
    /// <param name="error">What a statement threw.</param>
    public override bool IsOrphan(Exception error) =>
        error is SqliteException { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_FOREIGNKEY };

    /// <inheritdoc/>
    public override bool RefusesRowsAlone => true;
}
