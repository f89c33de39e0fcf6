using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Moving;
using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Files that are opened beside whoever has them, and SQLite's online backup of one into another.</summary>
internal static class SqliteBackup
{
    private const int PagesAtOnce = 1024;
    private const int BusyMilliseconds = 5000;

    /// <summary>Opens a file for reading, also beside a server that serves it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MoveException">It is not there, or cannot be read.</exception>
    public static SqliteSession OpenReader(string path)
    {
        if (!File.Exists(path))
            throw new MoveException($"There is no file {path}; name one that is there.");
        return Open(path, "PRAGMA query_only = 1");
    }

    /// <summary>Opens a file of one's own for writing.</summary>
    /// <param name="path">The file, which is there.</param>
    /// <exception cref="MoveException">It cannot be opened.</exception>
    public static SqliteSession OpenWriter(string path) => Open(path, "PRAGMA journal_mode = DELETE");

    /// <summary>Copies all pages as of one moment. Whoever writes to the source meanwhile does not wait.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="target">Where to; it is overwritten.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends it; the target is worth nothing then.</param>
    /// <exception cref="SqliteException">It cannot be copied.</exception>
    public static void Copy(SqliteSession source, SqliteSession target, IMoveProgress progress, CancellationToken cancel)
    {
        // A read that stays open holds the moment: otherwise each write of a server would begin the backup anew.
        source.Prepare("BEGIN").Execute();
        source.Prepare("SELECT count(*) FROM sqlite_schema").First(row => row.Number(0));
        Pages(source.Connection.Handle!, target.Connection.Handle!, progress, cancel);
        source.Prepare("COMMIT").Execute();
        // A file of its own, without what WAL puts beside it.
        target.ExecuteScript("PRAGMA journal_mode = DELETE");
    }

    private static void Pages(sqlite3 source, sqlite3 target, IMoveProgress progress, CancellationToken cancel)
    {
        using var backup = raw.sqlite3_backup_init(target, "main", source, "main");
        if (backup.IsInvalid)
            throw Error(target, raw.sqlite3_errcode(target));
        int result;
        do
        {
            cancel.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(backup, PagesAtOnce);
            var (left, all) = (raw.sqlite3_backup_remaining(backup), raw.sqlite3_backup_pagecount(backup));
            progress.At("pages", $"{all - left} of {all}");
        } while (result == raw.SQLITE_OK);
        if (result != raw.SQLITE_DONE)
            throw Error(target, result);
        progress.Done("pages", $"{raw.sqlite3_backup_pagecount(backup)}");
    }

    private static SqliteException Error(sqlite3 database, int result) =>
        new(raw.sqlite3_errmsg(database).utf8_to_string(), result & 0xFF, result);

    private static SqliteSession Open(string path, string pragma)
    {
        Batteries_V2.Init();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                // A file that a server was killed on is put in order by its next reader, which has to write for that.
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString()
        );
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
            var session = new SqliteSession(connection);
            session.ExecuteScript(pragma + "; PRAGMA temp_store = MEMORY;");
            return session;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteErrors.AtMove(path, e);
        }
    }
}
