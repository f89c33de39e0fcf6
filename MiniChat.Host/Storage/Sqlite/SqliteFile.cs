using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>The database file: opens connections to it, and holds it for this process alone.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly SqliteOptions _options;
    private readonly FileStream _lock;

    /// <summary>Takes the file for this process, making its folder when it is absent.</summary>
    /// <param name="options">Where the file is.</param>
    /// <exception cref="StartupException">Another process has it, or the folder cannot be written.</exception>
    public SqliteFile(SqliteOptions options)
    {
        Batteries_V2.Init();
        _options = options with { Path = System.IO.Path.GetFullPath(options.Path) };
        _lock = TakeLock(Path);
    }

    /// <summary>The full path of the file.</summary>
    public string Path => _options.Path;

    /// <summary>How it is opened.</summary>
    public SqliteOptions Options => _options;

    /// <summary>Opens a connection that may write.</summary>
    public SqliteSession OpenWriter() =>
        Open(SqliteOpenMode.ReadWriteCreate, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {_options.Synchronous};");

    /// <summary>Opens a connection that only reads.</summary>
    public SqliteSession OpenReader() => Open(SqliteOpenMode.ReadWrite, "PRAGMA query_only = 1;");

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        GC.SuppressFinalize(this);
    }

    private SqliteSession Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path,
                Mode = mode,
                Pooling = false,
                DefaultTimeout = Math.Max(1, (int)_options.BusyTimeout.TotalSeconds),
            }.ToString()
        );
        try
        {
            connection.Open();
            SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, (int)_options.BusyTimeout.TotalMilliseconds);
            using var command = connection.CreateCommand();
            command.CommandText = pragmas + " PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";
            command.ExecuteNonQuery();
            return new SqliteSession(connection);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteErrors.AtStart(Path, e);
        }
    }

    private static FileStream TakeLock(string path)
    {
        try
        {
            CreateFolder(System.IO.Path.GetDirectoryName(path)!);
            return new FileStream(
                path + ".lock",
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    Options = FileOptions.DeleteOnClose,
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The database {path} cannot be taken: another MiniChat uses it, or its folder cannot be written. "
                    + "Stop the other one, or set ConnectionStrings__MiniChat to 'Data Source=…' with another path.",
                e
            );
        }
    }

    /// <summary>What is kept is nobody else's business: a folder that is made here is its owner's alone.</summary>
    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
