namespace MiniChat.Host.Storage.Sql;

/// <summary>The row that a statement is at. It is good until the statement moves on.</summary>
public abstract class SqlRow
{
    /// <summary>Whether the column is NULL.</summary>
    public abstract bool IsNull(int column);

    /// <summary>The column as a number; 0 for NULL.</summary>
    public abstract long Number(int column);

    /// <summary>The column as a number with a fraction; 0 for NULL.</summary>
    public abstract double Real(int column);

    /// <summary>The column as text; NULL gives an empty one.</summary>
    public abstract string Text(int column);

    /// <summary>The column's bytes, good until the statement moves on; NULL gives none.</summary>
    public abstract ReadOnlySpan<byte> Bytes(int column);

    /// <summary>The column as a number, or null.</summary>
    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    /// <summary>The column as text, or null.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The column, milliseconds since 1970, as a time.</summary>
    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Number(column));

    /// <summary>The column, milliseconds since 1970, as a time, or null.</summary>
    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);
}
