using MiniChat.Host.Storage.Sql;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>The row that a statement of PostgreSQL is at.</summary>
/// <param name="reader">The statement's rows.</param>
internal sealed class PostgresRow(NpgsqlDataReader reader) : SqlRow
{
    /// <inheritdoc/>
    public override bool IsNull(int column) => reader.IsDBNull(column);

    /// <summary>The column as a number; 0 for NULL. A comparison is 1 or 0, as in SQLite.</summary>
    /// <param name="column">The column.</param>
    public override long Number(int column)
    {
        if (reader.IsDBNull(column))
            return 0;
        if (reader.GetFieldType(column) == typeof(bool))
            return reader.GetBoolean(column) ? 1 : 0;
        return reader.GetInt64(column);
    }

    /// <inheritdoc/>
    public override double Real(int column) => reader.IsDBNull(column) ? 0 : reader.GetDouble(column);

    /// <inheritdoc/>
    public override string Text(int column) => reader.IsDBNull(column) ? "" : PostgresText.Decode(reader.GetString(column));

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Bytes(int column) =>
        reader.IsDBNull(column) ? default : reader.GetFieldValue<byte[]>(column);
}
