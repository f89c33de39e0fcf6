using MiniChat.Host.Operations;
using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Writes one row again and again: a database that is away, full or read-only is seen.</summary>
/// <param name="engine">The database.</param>
/// <param name="clock">The time that is written.</param>
public sealed class PostgresProbe(PostgresEngine engine, TimeProvider clock) : IStoreProbe
{
    private const string Touch =
        "INSERT INTO store_probe (id, at) VALUES (1, @at) ON CONFLICT (id) DO UPDATE SET at = excluded.at";

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        return engine.WriteAsync(async session => await session.Prepare(Touch).Bind("@at", at).ExecuteAsync(), cancel);
    }
}
