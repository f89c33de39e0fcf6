using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Host.Commands;

/// <summary>Keeps all data, as of one moment, in a SQLite file of MiniChat's own schema, whatever the engine is.</summary>
/// <param name="path">The file to be made.</param>
internal sealed class BackupCommand(string path) : ICommand
{
    /// <inheritdoc/>
    public string Stopped => "The backup was stopped, and nothing of it was left.";

    /// <inheritdoc/>
    public async Task RunAsync(CommandSettings settings, ConsoleProgress progress, CancellationToken cancel)
    {
        if (Path.Exists(path))
            throw new MoveException($"{path} is there already and is left as it is: name a file that is not.");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new MoveException($"There is no folder {Path.GetDirectoryName(path)}: make it, or name a file in another one.");
        using var part = new BackupPart(path);
        var rows = settings.Place.Postgres is { } postgres
            ? await FromPostgresAsync(postgres, part, progress, cancel)
            : await FromSqliteAsync(settings.Place.Sqlite!, part, progress, cancel);
        part.Complete();
        progress.Say($"Kept {TableCopier.Count(rows)} in {path}.");
        progress.Say(SecretNote.ForBackup(settings));
    }

    private static async Task<long> FromSqliteAsync(
        SqliteOptions options,
        BackupPart part,
        ConsoleProgress progress,
        CancellationToken cancel
    )
    {
        var source = Path.GetFullPath(options.Path);
        using var from = SqliteBackup.OpenReader(source);
        try
        {
            _ = SqliteMigrator.Missing(from, source);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.AtMove(source, e);
        }
        using var into = SqliteBackup.OpenWriter(part.Path);
        return await KeepAsync(
            part,
            () =>
            {
                SqliteBackup.Copy(from, into, progress, cancel);
                return SqliteBackupSums.WriteAsync(into, part.Path, progress, cancel);
            }
        );
    }

    private static async Task<long> FromPostgresAsync(
        PostgresOptions options,
        BackupPart part,
        ConsoleProgress progress,
        CancellationToken cancel
    )
    {
        await using (var source = await PostgresSource.OpenAsync(options, mayServe: true, cancel))
        await using (var target = SqliteTarget.Open(new SqliteOptions { Path = part.Path }, TimeProvider.System))
        {
            var tables = SqliteTables.Current();
            await target.BeginAsync(tables, cancel);
            await new TableCopier(source, target, new Quiet(progress)).CopyAsync(tables, cancel);
        }
        using var into = SqliteBackup.OpenWriter(part.Path);
        return await KeepAsync(part, () => SqliteBackupSums.WriteAsync(into, part.Path, progress, cancel));
    }

    private static async Task<long> KeepAsync(BackupPart part, Func<Task<long>> act)
    {
        try
        {
            return await act();
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.AtMove(part.Path, e);
        }
    }

    /// <summary>Tells how far it is, and leaves what is done to the sums, which come last.</summary>
    private sealed class Quiet(IMoveProgress progress) : IMoveProgress
    {
        public void At(string what, string how) => progress.At(what, how);

        public void Done(string what, string how) => progress.At(what, how);
    }
}
