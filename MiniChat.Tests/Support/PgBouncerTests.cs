using Npgsql;

namespace MiniChat.Tests.Support;

/// <summary>What tests of PostgreSQL behind PgBouncer stand on.</summary>
[TestFixture]
internal sealed class PgBouncerTests
{
    [Test]
    public async Task Two_connections_share_one_of_the_server_between_their_transactions()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var bouncer = await PgBouncer.StartAsync(database.Server, "pool_mode = transaction\ndefault_pool_size = 1");
        await using var one = await OpenAsync(bouncer, database);
        await using var other = await OpenAsync(bouncer, database);

        Assert.That(await BackendAsync(one), Is.EqualTo(await BackendAsync(other)));
    }

    [Test]
    public async Task Its_end_breaks_the_connections_through_it()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var bouncer = await PgBouncer.StartAsync(database.Server, "pool_mode = session");
        await using var connection = await OpenAsync(bouncer, database);

        await bouncer.DisposeAsync();

        await Assert.CatchAsync<NpgsqlException>(() => BackendAsync(connection));
        Assert.That(await database.ScalarAsync<int>("SELECT 1"), Is.EqualTo(1));
    }

    private static async Task<NpgsqlConnection> OpenAsync(PgBouncer bouncer, PostgresDatabase database)
    {
        var connection = new NpgsqlConnection(bouncer.ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync(Deadline.Soon);
        return connection;
    }

    private static async Task<int> BackendAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(Deadline.Soon))!;
    }
}
