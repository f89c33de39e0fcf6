using Dapper;
using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Tests.Support;

/// <summary>A database file of its own, in a folder of its own, gone afterwards.</summary>
public sealed class TestDatabase : IDisposable
{
    public TestDatabase()
    {
        Folder = Directory.CreateTempSubdirectory("minichat-").FullName;
        File = new SqliteFile(new SqliteOptions { Path = Path.Combine(Folder, "minichat.db"), Synchronous = "NORMAL" });
        SqliteMigrator.Migrate(File, TimeProvider.System);
        Writer = new SqliteWriter(File);
        Readers = new SqliteReaders(File);
        Engine = new SqliteEngine(Writer, Readers);
    }

    public string Folder { get; }
    public SqliteFile File { get; }
    public SqliteWriter Writer { get; }
    public SqliteReaders Readers { get; }
    public SqliteEngine Engine { get; }

    /// <summary>Makes an account for what belongs to one.</summary>
    public Task<long> NewAccountAsync()
    {
        var name = Guid.NewGuid().ToString("N");
        return Writer.WriteAsync(
            session =>
                session.Connection.QuerySingle<long>(
                    """
                    INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at)
                    VALUES (@name, upper(@name), '', 0) RETURNING id
                    """,
                    new { name }
                ),
            TestContext.CurrentContext.CancellationToken
        );
    }

    public void Dispose()
    {
        Writer.Dispose();
        Readers.Dispose();
        File.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
