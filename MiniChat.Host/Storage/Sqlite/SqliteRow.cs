using MiniChat.Host.Storage.Sql;
using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>The row that a statement of SQLite is at.</summary>
/// <param name="statement">The statement.</param>
internal sealed class SqliteRow(sqlite3_stmt statement) : SqlRow
{
    /// <inheritdoc/>
    public override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <inheritdoc/>
    public override long Number(int column) => raw.sqlite3_column_int64(statement, column);

    /// <inheritdoc/>
    public override double Real(int column) => raw.sqlite3_column_double(statement, column);

    /// <inheritdoc/>
    public override string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);
}
