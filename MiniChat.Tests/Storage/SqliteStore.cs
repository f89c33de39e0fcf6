using Dapper;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

/// <summary>A SQLite database of its own for one test, its schema up to date.</summary>
internal sealed class SqliteStore : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteFile _file;

    public SqliteStore()
    {
        _file = new SqliteFile(new SqliteOptions { Path = _folder.File("test.db"), Synchronous = "NORMAL" });
        SqliteMigrator.Migrate(_file, TimeProvider.System);
        Writer = new SqliteWriter(_file);
        Readers = new SqliteReaders(_file);
    }

    public SqliteWriter Writer { get; }

    public SqliteReaders Readers { get; }

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
        _file.Dispose();
        _folder.Dispose();
    }
}
