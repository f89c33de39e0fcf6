using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Moving;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>A backup that was looked through and found whole, of this program's schema.</summary>
internal sealed class SqliteBackupFile : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;

    private SqliteBackupFile(SqliteSource source, DirectoryInfo? folder)
    {
        Source = source;
        _folder = folder;
    }

    /// <summary>Its rows.</summary>
    public SqliteSource Source { get; }

    /// <summary>Looks it through. One of an older version is brought up to date in a copy; it stays as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">The time that is noted with migrations.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">It is not there, damaged, or not to be read.</exception>
    /// <exception cref="StartupException">It is none of MiniChat's, newer, altered, or half copied.</exception>
    public static async Task<SqliteBackupFile> OpenAsync(
        string path,
        TimeProvider clock,
        IMoveProgress progress,
        CancellationToken cancel
    )
    {
        var session = SqliteBackup.OpenReader(path);
        try
        {
            progress.At(path, "is looked through");
            session.Prepare("BEGIN").Execute();
            var isOlder = SqliteMigrator.Missing(session, path) > 0;
            CheckPages(session, path);
            await SqliteBackupSums.CheckAsync(session, path, progress, cancel);
            session.Prepare("COMMIT").Execute();
            progress.Done(path, "is whole");
            if (!isOlder)
                return new SqliteBackupFile(new SqliteSource(session, path), null);
            var upToDate = BringUpToDate(session, path, clock, progress, cancel);
            session.Dispose();
            return upToDate;
        }
        catch (Exception e)
        {
            session.Dispose();
            if (e is SqliteException error)
                throw SqliteErrors.AtMove(path, error);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private static void CheckPages(SqliteSession session, string path)
    {
        var isWhole = session.Prepare("PRAGMA integrity_check(1)").First(row => row.Text(0)) == "ok";
        // A row that names one that is not there.
        var isOrphaned = session.Prepare("PRAGMA foreign_key_check").First(_ => true);
        if (!isWhole || isOrphaned)
            throw new MoveException($"{path} is damaged; take another backup.");
    }

    private static SqliteBackupFile BringUpToDate(
        SqliteSession older,
        string path,
        TimeProvider clock,
        IMoveProgress progress,
        CancellationToken cancel
    )
    {
        var folder = Directory.CreateTempSubdirectory("minichat-");
        SqliteSession? session = null;
        try
        {
            var copy = Path.Combine(folder.FullName, "backup.db");
            OwnFiles.Make(copy);
            session = SqliteBackup.OpenWriter(copy);
            SqliteBackup.Copy(older, session, progress, cancel);
            SqliteMigrator.Migrate(session, path, clock);
            return new SqliteBackupFile(new SqliteSource(session, path), folder);
        }
        catch
        {
            session?.Dispose();
            folder.Delete(recursive: true);
            throw;
        }
    }
}
