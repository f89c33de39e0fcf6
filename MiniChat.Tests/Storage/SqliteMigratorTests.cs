using Dapper;
using Microsoft.Data.Sqlite;
using MiniChat.Host;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteMigratorTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TempFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    private void Migrate()
    {
        using var file = new SqliteFile(new SqliteOptions { Path = _folder.File("test.db") });
        SqliteMigrator.Migrate(file, TimeProvider.System);
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("test.db")};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }

    [Test]
    public void Migrating_twice_changes_nothing()
    {
        Migrate();

        Assert.DoesNotThrow(Migrate);
    }

    [Test]
    public void A_newer_schema_is_refused_with_a_sentence_that_says_so()
    {
        Migrate();
        Run("INSERT INTO schema_migrations VALUES (9999, '9999_future', 'x', 'x', 0)");

        var refused = Assert.Throws<StartupException>(Migrate);

        Assert.That(refused!.Message, Does.Contain("newer MiniChat").And.Contain("9999"));
    }

    [TestCase("ALTER TABLE chats ADD COLUMN mine TEXT")]
    [TestCase("DROP INDEX running_answers")]
    [TestCase("UPDATE schema_migrations SET checksum = 'other' WHERE version = 1")]
    public void A_schema_altered_by_hand_is_refused(string change)
    {
        Migrate();
        Run(change);

        var refused = Assert.Throws<StartupException>(Migrate);

        Assert.That(refused!.Message, Does.Contain("altered"));
    }

    [Test]
    public async Task An_answer_that_an_older_version_left_running_is_entered_in_the_ledger()
    {
        Migrate();
        Run(
            """
            INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) VALUES ('a', 'A', '', 0);
            INSERT INTO turns (account_id, role, text, created_at) VALUES (1, 'user', 'go', 0);
            INSERT INTO turns (account_id, parent_id, role, text, created_at, state, model)
            VALUES (1, 1, 'assistant', 'so far', 0, 'running', 'm');
            """
        );
        using var file = new SqliteFile(new SqliteOptions { Path = _folder.File("test.db") });
        using var writer = new SqliteWriter(file);
        using var readers = new SqliteReaders(file);

        await new SqliteAnswerStore(new SqliteEngine(writer, readers)).InterruptRunningAsync(
            DateTimeOffset.UnixEpoch,
            Deadline.Soon
        );

        var entered = await readers.ReadAsync(
            session => session.Connection.QuerySingle<string>("SELECT door || ' ' || state FROM usages WHERE answer_id = 2"),
            Deadline.Soon
        );
        Assert.That(entered, Is.EqualTo("question interrupted"));
    }

    [Test]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var path = _folder.File("test.db");
        File.WriteAllText(path, new string('x', 5000));

        var refused = Assert.Throws<StartupException>(Migrate);

        Assert.That(refused!.Message, Does.Contain("not a sound SQLite database"));
        Assert.That(File.ReadAllText(path), Is.EqualTo(new string('x', 5000)));
    }

    [Test]
    public void A_second_process_on_the_same_file_is_refused()
    {
        using var first = new SqliteFile(new SqliteOptions { Path = _folder.File("test.db") });

        var refused = Assert.Throws<StartupException>(() => new SqliteFile(new SqliteOptions { Path = _folder.File("test.db") }));

        Assert.That(refused!.Message, Does.Contain("another MiniChat"));
    }
}
