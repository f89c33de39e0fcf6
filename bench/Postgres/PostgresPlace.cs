using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Tests.Support;
using Npgsql;

namespace MiniChat.Bench;

/// <summary>A PostgreSQL server of its own, as durable as one is by default, and a database with accounts on it.</summary>
internal sealed class PostgresPlace : IAsyncDisposable
{
    /// <summary>How many accounts ask at once: callers of one account would wait for each other.</summary>
    public const int Accounts = 64;

    private readonly PostgresServer _server;
    private readonly PostgresDatabase _database;

    private PostgresPlace(PostgresServer server, PostgresDatabase database)
    {
        _server = server;
        _database = database;
    }

    /// <summary>Where it is.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <summary>What it used of the processor.</summary>
    public PostgresProcessor Processor { get; private set; } = null!;

    /// <summary>The accounts' numbers.</summary>
    public IReadOnlyList<long> AccountIds { get; private set; } = [];

    /// <summary>Starts one; says so and gives null where PostgreSQL is not installed.</summary>
    public static async Task<PostgresPlace?> TryStartAsync()
    {
        if (PostgresPrograms.Folder is null)
        {
            Load.Line("skipped", $"PostgreSQL is not installed (POSTGRES_BIN can name its programs' folder).");
            return null;
        }
        var server = await PostgresServer.StartOwnAsync();
        var place = new PostgresPlace(server, await PostgresDatabase.CreateAsync(server));
        using (PostgresStart.Open(new PostgresOptions { ConnectionString = place.ConnectionString }, TimeProvider.System)) { }
        place.AccountIds = await place.NewAccountsAsync();
        await using var connection = await place.ConnectAsync();
        place.Processor = new PostgresProcessor(connection.ProcessID);
        return place;
    }

    /// <summary>The store of a process on it, a node with a row.</summary>
    public async Task<PostgresStore> OpenStoreAsync()
    {
        var bus = new MemoryBus();
        await _database.ExecuteAsync($"INSERT INTO nodes VALUES ('{bus.NodeId}', now(), now())");
        var engine = new PostgresEngine(new PostgresPool(new() { ConnectionString = ConnectionString, Pooler = false }));
        return new PostgresStore(engine, new PostgresAnswerStore(engine, bus));
    }

    /// <summary>A connection of the measurement's own.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Empties the tables of questions, so that every round begins alike.</summary>
    public Task ClearAsync() => _database.ExecuteAsync("TRUNCATE turns, usages, idempotency_keys, embeddings, attempts CASCADE");

    /// <summary>Runs statements.</summary>
    public Task ExecuteAsync(string sql) => _database.ExecuteAsync(sql);

    /// <summary>The one value of a query.</summary>
    public Task<T> ScalarAsync<T>(string sql) => _database.ScalarAsync<T>(sql);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<IReadOnlyList<long>> NewAccountsAsync()
    {
        await _database.ExecuteAsync(
            $"INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) SELECT 'b' || n, 'B' || n, '', 0 FROM generate_series(1, {Accounts}) n"
        );
        return await _database.ScalarAsync<long[]>("SELECT array_agg(id ORDER BY id) FROM accounts");
    }
}

/// <summary>The store of one process.</summary>
/// <param name="Engine">The database.</param>
/// <param name="Answers">Asks and answers.</param>
internal sealed record PostgresStore(PostgresEngine Engine, PostgresAnswerStore Answers) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Answers.DisposeAsync();
        await Engine.Pool.DisposeAsync();
    }
}
