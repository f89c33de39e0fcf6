using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Storage.Postgres;
using MiniChat.ServiceInterface.Nodes;
using Npgsql;

namespace MiniChat.Tests.Support;

/// <summary>One database of the shared server for all tests of stores, emptied before each: making one takes longer than a test.</summary>
internal sealed class TestPostgres
{
    private static readonly Lazy<Task<TestPostgres>> Shared = new(CreateAsync);

    private TestPostgres(string connectionString)
    {
        ConnectionString = connectionString;
        Engine = new PostgresEngine(
            PostgresStart.Open(new PostgresOptions { ConnectionString = connectionString, Connections = 8 }, TimeProvider.System)
        );
        Answers = new PostgresAnswerStore(Engine, Bus, TimeProvider.System);
    }

    /// <summary>Where it is.</summary>
    public string ConnectionString { get; }

    /// <summary>The engine.</summary>
    public PostgresEngine Engine { get; }

    /// <summary>This node, which has a row.</summary>
    public IBus Bus { get; } = new MemoryBus();

    /// <summary>The store with its batches.</summary>
    public PostgresAnswerStore Answers { get; }

    /// <summary>The one of all tests.</summary>
    public static Task<TestPostgres> SharedAsync()
    {
        OtherPrograms.Demand(PostgresPrograms.Folder is not null, "PostgreSQL is not installed.");
        return Shared.Value;
    }

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

    private static async Task<TestPostgres> CreateAsync() => new((await PostgresDatabase.CreateAsync()).ConnectionString);
}
