using System.Security.Cryptography;
using Npgsql;

namespace MiniChat.Tests.Support;

/// <summary>
/// A real PostgreSQL server on 127.0.0.1, of the binaries on this machine; where there are none, the test is skipped. Any
/// version from 13 on.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The role that the program signs in as: it owns its databases and is no superuser.</summary>
    public const string User = "minichat";

    private const string Superuser = "postgres";

    private static readonly Lazy<Task<PostgresServer>> Shared = new(() =>
        BeginAsync(
            new()
            {
                // What is lost with the machine is nobody's: the shared server's data ends with the tests.
                ["fsync"] = "off",
                ["full_page_writes"] = "off",
            }
        )
    );

    private readonly string _folder;
    private readonly Dictionary<string, string> _settings;
    private string[] _surroundings = [];
    private ServerProgram? _program;
    private int _databases;

    private PostgresServer(string folder, Dictionary<string, string> settings)
    {
        _folder = folder;
        _settings = settings;
    }

    /// <summary>Where it listens, also after it was stopped and started again.</summary>
    public int Port { get; private set; }

    /// <summary>The password of <see cref="User"/>.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(32);

    /// <summary>Whether it was started, and not stopped since.</summary>
    public bool IsRunning => _program is not null;

    /// <summary>Every line of its log since it was started last.</summary>
    public IReadOnlyList<string> Log => _program?.Log ?? [];

    /// <summary>The one of all tests: begun at its first use, gone with the tests. Nobody stops it.</summary>
    public static Task<PostgresServer> SharedAsync()
    {
        Demand();
        return Shared.Value;
    }

    /// <summary>One of one's own, to be stopped. It is as durable as a server is by default.</summary>
    /// <param name="settings">Settings of PostgreSQL's by their names, such as <c>max_connections</c>.</param>
    /// <param name="disk">What it has beside its own disk; null for nothing.</param>
    public static Task<PostgresServer> StartOwnAsync(Dictionary<string, string>? settings = null, SmallDisk? disk = null)
    {
        Demand();
        return BeginAsync(settings ?? [], disk);
    }

    /// <summary>How <see cref="User"/> comes into a database of this server.</summary>
    public string ConnectionString(string database) => ConnectionString(User, database).ConnectionString;

    /// <summary>A fresh name for a database.</summary>
    public string NextName() => $"minichat_{Interlocked.Increment(ref _databases)}";

    /// <summary>Starts it again, on the same port, with the same data.</summary>
    public async Task StartAsync() => _program = await StartAsync(Port);

    /// <summary>Stops it as an operator does: connections are broken, transactions rolled back, the data is put in order.</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Stops it as a crash would: it recovers at the next start.</summary>
    public Task CrashAsync() => EndAsync("QUIT");

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(Superuser, Superuser).ConnectionString);
        await connection.OpenAsync(Deadline.Soon);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Deadline.Soon);
    }

    /// <summary>Ends the connections to a database, as when their processes are killed; new ones can be made at once.</summary>
    public Task TerminateBackendsAsync(string database) =>
        ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        else
            Directory.Delete(_folder, recursive: true);
        _program = null;
    }

    private static void Demand() => OtherPrograms.Demand(PostgresPrograms.Folder is not null, "PostgreSQL is not installed.");

    private static async Task<PostgresServer> BeginAsync(Dictionary<string, string> settings, SmallDisk? disk = null)
    {
        var server = new PostgresServer(await OrdinaryUser.NewFolderAsync(), settings);
        server._surroundings = disk?.Surroundings(server._folder) ?? [];
        await server.InitializeAsync();
        (server.Port, server._program) = await ServerProgram.StartOnFreePortAsync(server._folder, server.StartAsync);
        await server.ExecuteAsync($"CREATE ROLE {User} LOGIN PASSWORD '{server.Password}'");
        return server;
    }

    private async Task InitializeAsync()
    {
        var password = Path.Combine(_folder, "password");
        await OrdinaryUser.WriteAsync(password, Password);
        await OrdinaryUser.RunAsync(
            _folder,
            Path.Combine(PostgresPrograms.Folder!, "initdb"),
            "--pgdata=" + Path.Combine(_folder, "data"),
            "--username=" + Superuser,
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync"
        );
        File.Delete(password);
    }

    private Task<ServerProgram> StartAsync(int port)
    {
        Dictionary<string, string> settings = new()
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = $"{port}",
            ["unix_socket_directories"] = _folder,
            ["max_connections"] = "300",
        };
        foreach (var (name, value) in _settings)
            settings[name] = value;
        return ServerProgram.StartWithinAsync(
            _surroundings,
            _folder,
            ending: "QUIT",
            ready: "database system is ready to accept connections",
            [
                Path.Combine(PostgresPrograms.Folder!, "postgres"),
                "-D",
                Path.Combine(_folder, "data"),
                .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }),
            ]
        );
    }

    private async Task EndAsync(string signal)
    {
        await _program!.EndAsync(signal);
        _program = null;
    }

    private NpgsqlConnectionStringBuilder ConnectionString(string user, string database) =>
        new()
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = user,
            Password = Password,
            Database = database,
            // The superuser's connections are few, and a pool would hold some that broke.
            Pooling = user != Superuser,
        };
}
