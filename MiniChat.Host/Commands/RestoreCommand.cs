using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Host.Commands;

/// <summary>Puts a backup into the configured database, which must have no data.</summary>
/// <param name="path">The backup.</param>
internal sealed class RestoreCommand(string path) : ICommand
{
    /// <inheritdoc/>
    public string Stopped => "The restore was stopped, and nothing of it was left.";

    /// <inheritdoc/>
    public async Task RunAsync(CommandSettings settings, ConsoleProgress progress, CancellationToken cancel)
    {
        // All of it is looked through before anything is written.
        await using var backup = await SqliteBackupFile.OpenAsync(path, TimeProvider.System, progress, cancel);
        await using var target = await MovePlaces.OpenTargetAsync(settings.Place, cancel);
        var tables = SqliteTables.Current();
        var isResumed = await target.BeginAsync(tables, cancel);
        progress.Say($"Restoring {path} to {target.Name}.");
        var copier = new TableCopier(backup.Source, target, progress);
        var rows = isResumed
            ? await copier.CopyAsync(tables, cancel)
            : await AllOrNothingAsync(target, () => copier.CopyAsync(tables, cancel));
        progress.Say($"Restored and compared: {tables.Count} tables, {TableCopier.Count(rows)}, the same on both sides.");
        progress.Say(SecretNote.ForRestore(settings));
    }

    private static async Task<T> AllOrNothingAsync<T>(IMoveTarget target, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e)
        {
            try
            {
                await target.UndoAsync();
            }
            catch (Exception undone) when (undone is MoveException or StartupException or IOException)
            {
                throw new MoveException(
                    $"{(e is OperationCanceledException ? "The restore was stopped." : e.Message)} What it wrote to {target.Name} could "
                        + "not be taken away: restore the same file again, which goes on where it was, or drop that database.",
                    e
                );
            }
            throw;
        }
    }
}
