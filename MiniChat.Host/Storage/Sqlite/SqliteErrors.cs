using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Moving;
using MiniChat.Stack;
using static SQLitePCL.raw;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>What SQLite's errors mean to a caller.</summary>
internal static class SqliteErrors
{
    /// <summary>Whether the store itself is out of order (disk full, read-only, locked): every write fails just now.</summary>
    public static bool IsOutOfOrder(SqliteException error) =>
        error.SqliteErrorCode
            is SQLITE_BUSY
                or SQLITE_LOCKED
                or SQLITE_PROTOCOL
                or SQLITE_FULL
                or SQLITE_IOERR
                or SQLITE_READONLY
                or SQLITE_CANTOPEN
                or SQLITE_NOMEM
                or SQLITE_CORRUPT
                or SQLITE_NOTADB;

    /// <summary>Whether a row was refused because what it belongs to is not there: an account that was deleted meanwhile.</summary>
    public static bool IsOrphan(SqliteException error) => error.SqliteExtendedErrorCode == SQLITE_CONSTRAINT_FOREIGNKEY;

    /// <summary>What a caller is told: nothing was kept, try again.</summary>
    public static ServiceException Unavailable(Exception? cause) =>
        new(ErrorKind.Unavailable, "The store cannot be written just now; nothing was kept. Try again in a moment.", cause)
        {
            ErrorCode = "StoreUnavailable",
            RetryAfter = TimeSpan.FromSeconds(2),
        };

    /// <summary>Why data cannot be moved from or to this file.</summary>
    public static MoveException AtMove(string path, SqliteException error) =>
        new(
            error.SqliteErrorCode switch
            {
                SQLITE_NOTADB or SQLITE_CORRUPT => $"{path} is not a sound SQLite database, or was damaged; take a whole one.",
                SQLITE_FULL => $"There is no room left for {path}: make room on its disk, and run this again.",
                SQLITE_BUSY or SQLITE_LOCKED => $"{path} is locked by another program; end that program, and run this again.",
                _ =>
                    $"{path} cannot be read or written (SQLite error {error.SqliteErrorCode}): look at the rights of the file and "
                        + "its folder, and at the space on the disk.",
            },
            error
        );

    /// <summary>Why the server does not start on this file.</summary>
    public static StartupException AtStart(string path, SqliteException error) =>
        error.SqliteErrorCode switch
        {
            SQLITE_NOTADB or SQLITE_CORRUPT => new(
                $"{path} is not a sound SQLite database. It is left as it is: restore it from a backup, or name another file in "
                    + "ConnectionStrings__MiniChat.",
                error
            ),
            SQLITE_BUSY or SQLITE_LOCKED => new(
                $"The database {path} is locked by another program; end that program and start again.",
                error
            ),
            _ => new(
                $"The database {path} cannot be opened for writing (SQLite error {error.SqliteErrorCode}): look at the "
                    + "rights of the file and its folder, and at the space on the disk.",
                error
            ),
        };
}
