using Npgsql;

namespace MiniChat.Tests.Support;

/// <summary>A fresh, empty database of its own, gone afterwards.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private PostgresDatabase(PostgresServer server, string name)
    {
        Server = server;
        Name = name;
    }

    /// <summary>The server that has it.</summary>
    public PostgresServer Server { get; }

    /// <summary>Its name there.</summary>
    public string Name { get; }

    /// <summary>What the setting <c>ConnectionStrings__MiniChat</c> can be, and Npgsql understands.</summary>
    public string ConnectionString => Server.ConnectionString(Name);

    /// <summary>Makes one; null for one of the shared server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tablespace">Where it lies.</param>
    public static async Task<PostgresDatabase> CreateAsync(PostgresServer? server = null, string tablespace = "pg_default")
    {
        server ??= await PostgresServer.SharedAsync();
        var database = new PostgresDatabase(server, server.NextName());
        await server.ExecuteAsync($"CREATE DATABASE {database.Name} OWNER {PostgresServer.User} TABLESPACE {tablespace}");
        return database;
    }

    /// <summary>Runs statements.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Deadline.Soon);
    }

    /// <summary>The one value that a query gives.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Deadline.Soon))!;
    }

    /// <summary>Ends all connections to it, as when their processes are killed; new ones can be made at once.</summary>
    public Task TerminateBackendsAsync() => Server.TerminateBackendsAsync(Name);

    public async ValueTask DisposeAsync()
    {
        if (Server.IsRunning)
            await Server.ExecuteAsync($"DROP DATABASE {Name} WITH (FORCE)");
    }

    // Without a pool, so that nothing of the test's own stays open in a server that is stopped.
    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Deadline.Soon);
        return connection;
    }
}
