using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Storage.Postgres;
using MiniChat.ServiceInterface.Nodes;
using Npgsql;

namespace MiniChat.Tests.Support;

/// <summary>A database of the shared server for the tests of a fixture, emptied before each: making one takes longer than a test.</summary>
internal sealed class TestPostgres : IAsyncDisposable
{
    private readonly PostgresDatabase _database;

    private TestPostgres(PostgresDatabase database)
    {
        _database = database;
        Engine = new PostgresEngine(
            PostgresStart.Open(new PostgresOptions { ConnectionString = ConnectionString, Connections = 8 }, TimeProvider.System)
        );
        Answers = new PostgresAnswerStore(Engine, Bus);
    }

    /// <summary>Where it is.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <summary>The engine.</summary>
    public PostgresEngine Engine { get; }

    /// <summary>This node, which has a row.</summary>
    public IBus Bus { get; } = new MemoryBus();

    /// <summary>The store with its batches.</summary>
    public PostgresAnswerStore Answers { get; }

    /// <summary>Makes one.</summary>
    public static async Task<TestPostgres> CreateAsync() => new(await PostgresDatabase.CreateAsync());

    /// <summary>Empties it. Numbers are not given again, as in a real database.</summary>
    public void Clear()
    {
        Execute("TRUNCATE accounts, attempts, code_sign_ins, embedding_progress, nodes, store_probe CASCADE");
        Execute($"INSERT INTO nodes VALUES ('{Bus.NodeId}', now(), now())");
    }

    /// <summary>Runs statements on a connection of its own.</summary>
    public void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>The node dies: its row goes.</summary>
    public void EndNode() => Execute("DELETE FROM nodes");

    /// <summary>Makes an account for what belongs to one.</summary>
    public async Task<long> NewAccountAsync()
    {
        var name = Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Deadline.Soon);
        await using var command = new NpgsqlCommand(
            "INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) "
                + $"VALUES ('{name}', upper('{name}'), '', 0) RETURNING id",
            connection
        );
        return (long)(await command.ExecuteScalarAsync(Deadline.Soon))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Answers.DisposeAsync();
        await Engine.Pool.DisposeAsync();
        await _database.DisposeAsync();
    }
}
