using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Rows in a SQLite file: one writer, and readers beside it.</summary>
/// <param name="writer">The one writer.</param>
/// <param name="readers">The connections for reading.</param>
public sealed class SqliteEngine(SqliteWriter writer, SqliteReaders readers) : ISqlEngine
{
    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<SqlSession, ValueTask<T>> work, CancellationToken cancel) =>
        writer.WriteAsync(work, cancel);

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancel) => readers.ReadAsync(read, cancel);
}
