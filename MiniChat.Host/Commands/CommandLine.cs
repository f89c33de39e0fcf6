using System.Runtime.InteropServices;
using MiniChat.Host.Storage.Moving;

namespace MiniChat.Host.Commands;

/// <summary>
/// What the program does in place of serving: the first word of its arguments. Settings come from where the server's do, but not
/// from arguments.
/// </summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Help = """
        MiniChat serves when it is started without a command; settings come from the environment and .env.

          backup FILE              keeps all data in FILE, also while servers run
          restore FILE             puts a backup into the configured database, which must have no data
          copy --to "Host=…"       copies all data to another database: PostgreSQL, or "Data Source=…" for SQLite
        """;

    /// <summary>Whether the arguments are a command: what begins with a dash or a slash, or sets something, is the server's.</summary>
    /// <param name="args">The arguments.</param>
    public static bool IsMeant(string[] args) =>
        args.Any(IsHelp) || (args is [{ Length: > 0 } first, ..] && first[0] is not ('-' or '/') && !first.Contains('='));

    /// <summary>Does what they say.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>0, or 1 when it failed, or 2 when it cannot be understood.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Any(IsHelp))
        {
            await Console.Out.WriteLineAsync(Help);
            return 0;
        }
        if (Parse(args) is not { } command)
        {
            await Console.Error.WriteLineAsync(Usage(args));
            return Misused;
        }
        using var stop = new CancellationTokenSource();
        using var interrupt = Ends(PosixSignal.SIGINT, stop);
        using var terminate = Ends(PosixSignal.SIGTERM, stop);
        return await RunAsync(command, stop.Token);
    }

    private static async Task<int> RunAsync(ICommand command, CancellationToken cancel)
    {
        using var progress = new ConsoleProgress(Console.Out, isTerminal: !Console.IsOutputRedirected);
        try
        {
            await command.RunAsync(ConfigureCommands.Read(), progress, cancel);
            return 0;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return await TellAsync(progress, command.Stopped);
        }
        catch (Exception e) when (e is MoveException or StartupException)
        {
            return await TellAsync(progress, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await TellAsync(
                progress,
                $"{e.Message} Look at the rights of the file and its folder, and at the space on the disk."
            );
        }
    }

    private static async Task<int> TellAsync(ConsoleProgress progress, string sentence)
    {
        progress.Clear();
        await Console.Error.WriteLineAsync(sentence);
        return Failed;
    }

    private static ICommand? Parse(string[] args) =>
        args switch
        {
            ["backup", var file] when IsName(file) => new BackupCommand(Path.GetFullPath(file)),
            ["restore", var file] when IsName(file) => new RestoreCommand(Path.GetFullPath(file)),
            ["copy", "--to", var place] when !string.IsNullOrWhiteSpace(place) => new CopyCommand(place),
            _ => null,
        };

    private static string Usage(string[] args) =>
        args[0] switch
        {
            "backup" => "backup takes the one file to be made, which is not there yet: backup /var/backups/minichat.db",
            "restore" => "restore takes the one file that backup made: restore /var/backups/minichat.db",
            "copy" =>
                "copy takes where to, in quotes: copy --to \"Host=localhost;Database=minichat;Username=minichat;Password=…\", "
                    + "or copy --to \"Data Source=App_Data/minichat.db\"",
            _ => $"There is no command '{args[0]}': it can be backup, restore or copy, or none to serve; --help tells more.",
        };

    private static bool IsName(string file) => !string.IsNullOrWhiteSpace(file) && file[0] != '-';

    private static bool IsHelp(string argument) => argument is "--help" or "-h" or "-?";

    private static PosixSignalRegistration Ends(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                // The second one ends it at once.
                context.Cancel = !stop.IsCancellationRequested;
                stop.Cancel();
            }
        );
}
