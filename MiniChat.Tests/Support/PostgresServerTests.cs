using Npgsql;

namespace MiniChat.Tests.Support;

/// <summary>What tests of PostgreSQL stand on.</summary>
[TestFixture]
internal sealed class PostgresServerTests
{
    [Test]
    public async Task Fresh_databases_of_the_shared_server_do_not_see_each_other()
    {
        await using var one = await PostgresDatabase.CreateAsync();
        await using var other = await PostgresDatabase.CreateAsync();

        await one.ExecuteAsync("CREATE TABLE things (name text); INSERT INTO things VALUES ('a lamp')");

        Assert.That(other.Server, Is.SameAs(one.Server));
        Assert.That(await one.ScalarAsync<string>("SELECT name FROM things"), Is.EqualTo("a lamp"));
        Assert.That(await other.ScalarAsync<bool>("SELECT to_regclass('things') IS NULL"), Is.True);
    }

    [Test]
    public async Task A_database_is_gone_afterwards_whoever_still_has_it_open()
    {
        string connectionString;
        NpgsqlConnection left;
        await using (var database = await PostgresDatabase.CreateAsync())
        {
            connectionString = database.ConnectionString + ";Pooling=false";
            left = new NpgsqlConnection(connectionString);
            await left.OpenAsync(Deadline.Soon);
        }
        await left.DisposeAsync();

        await using var late = new NpgsqlConnection(connectionString);
        var gone = await Assert.ThrowsAsync<PostgresException>(() => late.OpenAsync(Deadline.Soon));
        Assert.That(gone!.SqlState, Is.EqualTo(PostgresErrorCodes.InvalidCatalogName));
    }

    [Test]
    public async Task A_wrong_password_does_not_come_in_and_the_right_one_is_no_superuser()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "wrong", Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Deadline.Soon));

        Assert.That(refused!.SqlState, Is.EqualTo(PostgresErrorCodes.InvalidPassword));
        Assert.That(await database.ScalarAsync<string>("SHOW is_superuser"), Is.EqualTo("off"));
    }

    [Test]
    public async Task An_own_server_comes_back_after_a_stop_and_a_crash_with_its_data_at_its_port()
    {
        await using var server = await PostgresServer.StartOwnAsync(new() { ["max_connections"] = "17" });
        await using var database = await PostgresDatabase.CreateAsync(server);
        await database.ExecuteAsync("CREATE TABLE things (name text); INSERT INTO things VALUES ('a lamp')");

        await server.StopAsync();
        await Assert.ThrowsAsync<NpgsqlException>(() => database.ExecuteAsync("SELECT 1"));
        await server.StartAsync();
        await database.ExecuteAsync("INSERT INTO things VALUES ('a chair')");
        await server.CrashAsync();
        await server.StartAsync();

        Assert.That(await database.ScalarAsync<long>("SELECT count(*) FROM things"), Is.EqualTo(2));
        Assert.That(await database.ScalarAsync<string>("SHOW max_connections"), Is.EqualTo("17"));
        Assert.That(await database.ScalarAsync<string>("SHOW fsync"), Is.EqualTo("on"));
        Assert.That(server.Log, Has.Some.Contains("automatic recovery in progress"));
    }

    [Test]
    public async Task Connections_of_one_database_can_be_ended()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var other = await PostgresDatabase.CreateAsync();
        await using var broken = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await using var whole = new NpgsqlConnection(other.ConnectionString + ";Pooling=false");
        await broken.OpenAsync(Deadline.Soon);
        await whole.OpenAsync(Deadline.Soon);

        await database.TerminateBackendsAsync();

        await Assert.CatchAsync<NpgsqlException>(() => SelectAsync(broken));
        await SelectAsync(whole);
        Assert.That(await database.ScalarAsync<int>("SELECT 1"), Is.EqualTo(1));
    }

    private static async Task SelectAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteNonQueryAsync(Deadline.Soon);
    }
}
