using MiniChat.Host.Storage;
using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Host.Commands;

/// <summary>Copies all data from the configured database to another one.</summary>
/// <param name="to">The other one's connection string.</param>
internal sealed class CopyCommand(string to) : ICommand
{
    private const string Configured = "ConnectionStrings__MiniChat";
    private const string GoOn = "Run the same command again, and it goes on where it was.";

    /// <inheritdoc/>
    public string Stopped => $"The copy was stopped. {GoOn}";

    /// <inheritdoc/>
    public async Task RunAsync(CommandSettings settings, ConsoleProgress progress, CancellationToken cancel)
    {
        var place = OfTarget(() => settings.PlaceOf(to));
        if (IsSame(settings.Place, place))
            throw new MoveException($"--to names the database of {Configured} itself; name another one.");
        await using var source = await MovePlaces.OpenSourceAsync(settings.Place, cancel);
        await using var target = await OpenTargetAsync(place, cancel);
        var tables = SqliteTables.Current();
        var isResumed = await target.BeginAsync(tables, cancel);
        progress.Say($"{(isResumed ? "Going on with the copy of" : "Copying")} {source.Name} to {target.Name}.");
        var rows = await CopyAsync(new TableCopier(source, target, progress), tables, cancel);
        progress.Say($"Copied and compared: {tables.Count} tables, {TableCopier.Count(rows)}, the same on both sides.");
        progress.Say(SecretNote.ForCopy(settings, place));
    }

    private static async Task<long> CopyAsync(TableCopier copier, IReadOnlyList<MovedTable> tables, CancellationToken cancel)
    {
        try
        {
            return await copier.CopyAsync(tables, cancel);
        }
        catch (StartupException e)
        {
            // The database was lost; what cannot be gone on with is told by a MoveException.
            throw new MoveException($"{e.Message} {GoOn}", e);
        }
    }

    private static async Task<IMoveTarget> OpenTargetAsync(EnginePlace place, CancellationToken cancel)
    {
        try
        {
            return await MovePlaces.OpenTargetAsync(place, cancel);
        }
        catch (StartupException e)
        {
            throw Reworded(e);
        }
    }

    private static T OfTarget<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (StartupException e)
        {
            throw Reworded(e);
        }
    }

    /// <summary>What the server says of its own database, said of this one.</summary>
    private static MoveException Reworded(StartupException error) =>
        new(error.Message.Replace(Configured, "--to", StringComparison.Ordinal), error);

    private static bool IsSame(EnginePlace one, EnginePlace other) =>
        one.Sqlite is { } file && other.Sqlite is { } another
            ? Path.GetFullPath(file.Path) == Path.GetFullPath(another.Path)
            : one.Postgres is not null && one.Postgres.ConnectionString == other.Postgres?.ConnectionString;
}
