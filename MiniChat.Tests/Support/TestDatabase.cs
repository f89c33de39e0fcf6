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
    }

    public string Folder { get; }
    public SqliteFile File { get; }
    public SqliteWriter Writer { get; }
    public SqliteReaders Readers { get; }

    public void Dispose()
    {
        Writer.Dispose();
        Readers.Dispose();
        File.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
