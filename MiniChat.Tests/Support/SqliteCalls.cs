using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Tests.Support;

/// <summary>Works that use a connection of SQLite at once, with Dapper.</summary>
internal static class SqliteCalls
{
    public static Task<T> WriteAsync<T>(this SqliteWriter writer, Func<SqliteSession, T> work, CancellationToken cancel) =>
        writer.WriteAsync(session => ValueTask.FromResult(work(session)), cancel);

    public static Task WriteAsync(this SqliteWriter writer, Action<SqliteSession> work, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                work(session);
                return ValueTask.FromResult(true);
            },
            cancel
        );

    public static Task<T> ReadAsync<T>(this SqliteReaders readers, Func<SqliteSession, T> read, CancellationToken cancel) =>
        readers.ReadAsync(session => ValueTask.FromResult(read(session)), cancel);
}
