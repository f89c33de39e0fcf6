using Dapper;
using Microsoft.Data.Sqlite;
using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Attempts in SQLite.</summary>
/// <param name="writer">The one writer.</param>
/// <param name="readers">The connections for reading.</param>
public sealed class SqliteAttemptStore(SqliteWriter writer, SqliteReaders readers) : IAttemptStore
{
    /// <inheritdoc/>
    public Task<TimeSpan> WaitAsync(IReadOnlyList<AttemptLimit> limits, DateTimeOffset now, CancellationToken cancel) =>
        readers.ReadAsync(session => Wait(session.Connection, limits, now), cancel);

    /// <inheritdoc/>
    public Task<TimeSpan> ReserveAsync(
        string id,
        IReadOnlyList<AttemptLimit> limits,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        writer.WriteAsync(
            session =>
            {
                var wait = Wait(session.Connection, limits, now);
                if (wait > TimeSpan.Zero)
                    return wait;
                session.Connection.Execute(
                    "INSERT INTO attempts (id, key, at) VALUES (@id, @Key, @at)",
                    limits.Select(limit => new
                    {
                        id,
                        limit.Key,
                        at = now.ToUnixTimeMilliseconds(),
                    })
                );
                return TimeSpan.Zero;
            },
            cancel
        );

    /// <inheritdoc/>
    public Task ForgetAsync(string id, string? key, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                session.Connection.Execute("DELETE FROM attempts WHERE id = @id", new { id });
                if (key is not null)
                    session.Connection.Execute("DELETE FROM attempts WHERE key = @key", new { key });
            },
            cancel
        );

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset before, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                session.Connection.Execute(
                    "DELETE FROM attempts WHERE at < @before",
                    new { before = before.ToUnixTimeMilliseconds() }
                );
            },
            cancel
        );

    private static TimeSpan Wait(SqliteConnection connection, IReadOnlyList<AttemptLimit> limits, DateTimeOffset now)
    {
        var longest = TimeSpan.Zero;
        foreach (var limit in limits)
        {
            // The attempt that has to leave the window before there is room for another.
            var at = connection.QueryFirstOrDefault<long?>(
                "SELECT at FROM attempts WHERE key = @Key AND at > @since ORDER BY at DESC LIMIT 1 OFFSET @skipped",
                new
                {
                    limit.Key,
                    since = (now - limit.Window).ToUnixTimeMilliseconds(),
                    skipped = limit.Most - 1,
                }
            );
            if (at is null)
                continue;
            var wait = DateTimeOffset.FromUnixTimeMilliseconds(at.Value) + limit.Window - now;
            // A clock that was set back must not lock anybody out for longer than the window.
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Math.Min(wait.Ticks, limit.Window.Ticks)));
        }
        return longest;
    }
}
