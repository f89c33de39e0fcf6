using Npgsql;

namespace MiniChat.Tests.Support;

/// <summary>A real PgBouncer on 127.0.0.1 before all databases of a server; where there is none, the test is skipped.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly int _port;
    private readonly ServerProgram _program;

    private PgBouncer(int port, ServerProgram program)
    {
        _port = port;
        _program = program;
    }

    /// <summary>Every line of its log so far.</summary>
    public IReadOnlyList<string> Log => _program.Log;

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="server">The server behind it.</param>
    /// <param name="settings">
    /// Lines for its section <c>[pgbouncer]</c>, such as <c>pool_mode = transaction</c>; <c>{port}</c> stands for where it listens,
    /// <c>{folder}</c> for a folder of its own.
    /// </param>
    public static async Task<PgBouncer> StartAsync(PostgresServer server, string settings)
    {
        var bouncer = OtherPrograms.PathOf("pgbouncer");
        OtherPrograms.Demand(bouncer is not null, "pgbouncer is not installed.");
        var folder = await OrdinaryUser.NewFolderAsync();
        var file = Path.Combine(folder, "pgbouncer.ini");
        await OrdinaryUser.WriteAsync(Path.Combine(folder, "users"), $"\"{PostgresServer.User}\" \"{server.Password}\"\n");
        var (port, program) = await ServerProgram.StartOnFreePortAsync(
            folder,
            async port =>
            {
                await OrdinaryUser.WriteAsync(
                    file,
                    Whole(server, settings).Replace("{port}", $"{port}").Replace("{folder}", folder)
                );
                return await ServerProgram.StartAsync(folder, "KILL", "process up", bouncer!, file);
            }
        );
        return new PgBouncer(port, program);
    }

    /// <summary>A database's connection string, through it.</summary>
    public string ConnectionString(PostgresDatabase database) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = _port }.ConnectionString;

    /// <summary>Ends it at once: all connections through it break.</summary>
    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static string Whole(PostgresServer server, string settings) =>
        $$"""
            [databases]
            * = host=127.0.0.1 port={{server.Port}}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir = {folder}
            auth_type = scram-sha-256
            auth_file = {folder}/users
            {{settings}}
            """;
}
