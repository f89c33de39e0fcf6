using MiniChat.Host.Operations;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Writes one row again and again: a full or read-only disk is seen, an idle one is not filled.</summary>
public sealed class SqliteProbe(SqliteWriter writer, TimeProvider clock) : IStoreProbe
{
    private const string Touch =
        "INSERT INTO store_probe (id, at) VALUES (1, @at) ON CONFLICT (id) DO UPDATE SET at = excluded.at";

    public Task ProbeAsync(CancellationToken cancel)
    {
        var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return writer.WriteAsync(session => session.Prepare(Touch).Bind("@at", at).ExecuteAsync(), cancel);
    }
}
