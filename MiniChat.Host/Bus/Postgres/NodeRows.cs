using Npgsql;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>A node's row.</summary>
/// <param name="Id">Its id.</param>
/// <param name="RenewedAt">When it was renewed, in microseconds of the database's clock; to be compared with itself alone.</param>
internal readonly record struct NodeRow(string Id, long RenewedAt);

/// <summary>The rows of nodes, by a connection of their own: what else goes on in the database must not cost a node its lease.</summary>
/// <param name="connections">Opens it.</param>
internal sealed class NodeRows(BusConnections connections) : IAsyncDisposable
{
    private const string AddSql =
        "INSERT INTO nodes (id, started_at, renewed_at) VALUES ($1, clock_timestamp(), clock_timestamp())";
    private const string RenewSql = "UPDATE nodes SET renewed_at = clock_timestamp() WHERE id = $1";
    private const string FindSql = "SELECT id, (extract(epoch FROM renewed_at) * 1000000)::bigint FROM nodes ORDER BY id";
    private const string SchemaSql =
        "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = 'nodes'::regclass";
    private const string RemoveSql = "DELETE FROM nodes WHERE id = $1";

    // Who renews just now, or is judged by another, is locked and left out: one node declares it dead, and nobody waits.
    private const string RemoveDeadSql = """
        DELETE FROM nodes WHERE id IN (
            SELECT id FROM nodes
            WHERE id = ANY ($1) AND renewed_at < clock_timestamp() - $2 * interval '1 millisecond'
            FOR UPDATE SKIP LOCKED)
        RETURNING id
        """;

    private NpgsqlConnection? _connection;

    /// <summary>The schema in which the rows lie.</summary>
    public Task<string> FindSchemaAsync(CancellationToken cancel) =>
        RunAsync(SchemaSql, async (command, end) => (string)(await command.ExecuteScalarAsync(end))!, cancel);

    /// <summary>Adds a row.</summary>
    public Task AddAsync(string id, CancellationToken cancel) => RunAsync(AddSql, ExecuteAsync, cancel, id);

    /// <summary>Renews a row. False when it is not there.</summary>
    public async Task<bool> RenewAsync(string id, CancellationToken cancel) =>
        await RunAsync(RenewSql, ExecuteAsync, cancel, id) > 0;

    /// <summary>Removes a row.</summary>
    public Task RemoveAsync(string id, CancellationToken cancel) => RunAsync(RemoveSql, ExecuteAsync, cancel, id);

    /// <summary>All rows.</summary>
    public Task<List<NodeRow>> FindAsync(CancellationToken cancel) =>
        RunAsync(
            FindSql,
            (command, end) => ReadAsync(command, row => new NodeRow(row.GetString(0), row.GetInt64(1)), end),
            cancel
        );

    /// <summary>Removes those of the rows that were not renewed, and gives the ids of who this call removed.</summary>
    /// <param name="ids">Whose rows.</param>
    /// <param name="since">For how long.</param>
    /// <param name="cancel">The server stops.</param>
    public Task<List<string>> RemoveDeadAsync(List<string> ids, TimeSpan since, CancellationToken cancel) =>
        RunAsync(
            RemoveDeadSql,
            (command, end) => ReadAsync(command, row => row.GetString(0), end),
            cancel,
            ids.ToArray(),
            since.TotalMilliseconds
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        await connection.DisposeAsync();
    }

    private async Task<T> RunAsync<T>(
        string sql,
        Func<NpgsqlCommand, CancellationToken, Task<T>> run,
        CancellationToken cancel,
        params object[] values
    )
    {
        try
        {
            _connection ??= await connections.OpenAsync("node-lease", cancel);
            await using var command = new NpgsqlCommand(sql, _connection);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            return await run(command, cancel);
        }
        catch
        {
            // Whatever it was, the next try has a connection that is whole.
            await DisposeAsync();
            throw;
        }
    }

    private static Task<int> ExecuteAsync(NpgsqlCommand command, CancellationToken cancel) =>
        command.ExecuteNonQueryAsync(cancel);

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlCommand command,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancel
    )
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(read(reader));
        return rows;
    }
}
