using MiniChat.Host;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Tests.Support;
using Npgsql;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class PostgresMigratorTests
{
    private PostgresDatabase _database = null!;

    [SetUp]
    public async Task Make() => _database = await PostgresDatabase.CreateAsync();

    [TearDown]
    public async Task Drop() => await _database.DisposeAsync();

    private void Migrate()
    {
        using var pool = PostgresStart.Open(
            new PostgresOptions { ConnectionString = _database.ConnectionString },
            TimeProvider.System
        );
    }

    private string Refused() => Assert.Throws<StartupException>(Migrate)!.Message;

    [Test]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Migrate)));

        Migrate();

        Assert.That(
            await _database.ScalarAsync<long>("SELECT count(*) FROM schema_migrations"),
            Is.EqualTo(
                typeof(Program).Assembly.GetManifestResourceNames().Count(name => name.Contains("Storage.Postgres.Migrations."))
            )
        );
    }

    [Test]
    public async Task Turns_get_words_a_hundred_at_a_time_so_that_processes_of_the_version_before_work_on()
    {
        Migrate();
        await _database.ExecuteAsync(
            """
            INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) VALUES ('a', 'A', '', 0);
            INSERT INTO chats (account_id, created_at, modified_at) VALUES (1, 0, 0);
            INSERT INTO turns (account_id, chat_id, role, text, created_at) SELECT 1, 1, 'user', 'oak', i FROM generate_series(1, 250) i
            """
        );
        await using var other = new NpgsqlConnection(_database.ConnectionString);
        await other.OpenAsync(Deadline.Soon);
        await using var holds = await other.BeginTransactionAsync(Deadline.Soon);
        await using var hold = new NpgsqlCommand("SELECT id FROM turns WHERE id = 150 FOR UPDATE", other);
        await hold.ExecuteScalarAsync(Deadline.Soon);

        var migrating = Task.Run(Migrate);

        const string withWords = "SELECT count(*) FROM turns WHERE words IS NOT NULL";
        await Eventually.TrueAsync(async () =>
            migrating.IsCompleted
            || await _database.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ) > 0
        );
        Assert.That(await _database.ScalarAsync<long>(withWords), Is.EqualTo(100), "while the next hundred waits");
        await holds.CommitAsync(Deadline.Soon);
        await migrating;
        Assert.That(await _database.ScalarAsync<long>(withWords), Is.EqualTo(250));
    }

    [Test]
    public async Task A_newer_schema_is_refused_with_a_sentence_that_says_so()
    {
        Migrate();
        await _database.ExecuteAsync("INSERT INTO schema_migrations VALUES (9999, '9999_future', 'x', 'x', 0)");

        Assert.That(Refused(), Does.Contain("newer MiniChat").And.Contain("9999"));
    }

    [TestCase("ALTER TABLE chats ADD COLUMN mine TEXT")]
    [TestCase("ALTER TABLE chats ALTER COLUMN title TYPE VARCHAR(10)")]
    [TestCase("ALTER TABLE turns DROP CONSTRAINT turns_account_id_fkey")]
    [TestCase("DROP INDEX running_answers")]
    [TestCase("DROP TABLE nodes")]
    [TestCase("UPDATE schema_migrations SET checksum = 'other' WHERE version = 1")]
    public async Task A_schema_altered_by_hand_is_refused(string change)
    {
        Migrate();
        await _database.ExecuteAsync(change);

        Assert.That(Refused(), Does.Contain("altered"));
    }

    [TestCase("DROP TABLE schema_migrations")]
    [TestCase("DELETE FROM schema_migrations")]
    public async Task A_schema_that_is_half_there_is_refused(string change)
    {
        Migrate();
        await _database.ExecuteAsync(change);

        Assert.That(Refused(), Does.Contain("no list of migrations").And.Contain("ConnectionStrings__MiniChat"));
    }

    [Test]
    public async Task A_migration_that_fails_leaves_nothing()
    {
        // A view of that name is no table of ours, but stands in the way.
        await _database.ExecuteAsync("CREATE VIEW turns_of_chat AS SELECT 1");

        Assert.That(Refused(), Does.Contain("ConnectionStrings__MiniChat"));
        Assert.That(await _database.ScalarAsync<long>("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), Is.Zero);
    }

    [Test]
    public async Task Tables_of_others_and_what_is_kept_change_nothing()
    {
        await _database.ExecuteAsync("CREATE TABLE others (id INT)");
        Migrate();
        await _database.ExecuteAsync("ALTER TABLE others ADD COLUMN more TEXT; INSERT INTO nodes VALUES ('a', now(), now())");

        Assert.DoesNotThrow(Migrate);
    }
}
