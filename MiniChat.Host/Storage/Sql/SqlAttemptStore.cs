using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Attempts, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlAttemptStore(ISqlEngine engine) : IAttemptStore
{
    private const string Insert = "INSERT INTO attempts (id, key, at) VALUES (@id, @key, @at)";

    private const string ForgetOne = "DELETE FROM attempts WHERE id = @id";

    private const string ForgetKey = "DELETE FROM attempts WHERE key = @key";

    private const string Prune = "DELETE FROM attempts WHERE at < @before";

    // The attempt that has to leave the window before there is room for another.
    private const string Last =
        "SELECT at FROM attempts WHERE key = @key AND at > @since ORDER BY at DESC LIMIT 1 OFFSET @skipped";

    /// <inheritdoc/>
    public Task<TimeSpan> WaitAsync(IReadOnlyList<AttemptLimit> limits, DateTimeOffset now, CancellationToken cancel) =>
        engine.ReadAsync(session => WaitAsync(session, limits, now), cancel);

    /// <inheritdoc/>
    public Task<TimeSpan> ReserveAsync(
        string id,
        IReadOnlyList<AttemptLimit> limits,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        engine.WriteAsync(
            async session =>
            {
                await session.LockAsync([.. limits.Select(limit => SqlLock.Of("attempts", limit.Key))]);
                var wait = await WaitAsync(session, limits, now);
                if (wait > TimeSpan.Zero)
                    return wait;
                var insert = session.Prepare(Insert).Bind("@id", id).Bind("@at", now);
                foreach (var limit in limits)
                    await insert.Bind("@key", limit.Key).ExecuteAsync();
                return TimeSpan.Zero;
            },
            cancel
        );

    /// <inheritdoc/>
    public Task ForgetAsync(string id, string? key, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await session.Prepare(ForgetOne).Bind("@id", id).ExecuteAsync();
                if (key is not null)
                    await session.Prepare(ForgetKey).Bind("@key", key).ExecuteAsync();
            },
            cancel
        );

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset before, CancellationToken cancel) =>
        engine.WriteAsync(session => session.Prepare(Prune).Bind("@before", before).ExecuteAsync(), cancel);

    private static async ValueTask<TimeSpan> WaitAsync(SqlSession session, IReadOnlyList<AttemptLimit> limits, DateTimeOffset now)
    {
        var longest = TimeSpan.Zero;
        foreach (var limit in limits)
        {
            var at = await session
                .Prepare(Last)
                .Bind("@key", limit.Key)
                .Bind("@since", now - limit.Window)
                .Bind("@skipped", limit.Most - 1)
                .FirstAsync(row => row.TimeOrNull(0));
            if (at is null)
                continue;
            var wait = at.Value + limit.Window - now;
            // A clock that was set back must not lock anybody out for longer than the window.
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Math.Min(wait.Ticks, limit.Window.Ticks)));
        }
        return longest;
    }
}
