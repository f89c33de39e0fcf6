using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>The row that a statement is at. It is good until the statement moves on.</summary>
/// <param name="statement">The statement.</param>
public readonly struct SqliteRow(sqlite3_stmt statement)
{
    /// <summary>Whether the column is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>The column as a number; 0 for NULL.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>The column as a number, or null.</summary>
    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    /// <summary>The column as a number with a fraction; 0 for NULL.</summary>
    public double Real(int column) => raw.sqlite3_column_double(statement, column);

    /// <summary>The column as text; NULL gives an empty one.</summary>
    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    /// <summary>The column as text, or null.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The column's bytes, good until the statement moves on.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    /// <summary>The column, milliseconds since 1970, as a time.</summary>
    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Number(column));
}
