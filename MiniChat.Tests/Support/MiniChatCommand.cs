using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MiniChat.Tests.Support;

/// <summary>What a command wrote, and its exit code.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>The real program in a process of its own, with a command in place of serving.</summary>
internal sealed class MiniChatCommand : IDisposable
{
    private const int Interrupt = 2;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private MiniChatCommand(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(Deadline.Soon);
        _error = process.StandardError.ReadToEndAsync(Deadline.Soon);
    }

    /// <summary>Starts it.</summary>
    /// <param name="folder">The content root.</param>
    /// <param name="settings">Settings by their names as environment variables.</param>
    /// <param name="arguments">The command.</param>
    public static MiniChatCommand Start(TempFolder folder, Dictionary<string, string> settings, params string[] arguments) =>
        Launch(folder, settings, ["dotnet", Path.Combine(AppContext.BaseDirectory, "MiniChat.Host.dll"), .. arguments]);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The content root.</param>
    /// <param name="settings">Settings by their names as environment variables.</param>
    /// <param name="arguments">The command.</param>
    public static async Task<CommandResult> RunAsync(
        TempFolder folder,
        Dictionary<string, string> settings,
        params string[] arguments
    )
    {
        using var command = Start(folder, settings, arguments);
        return await command.EndAsync();
    }

    /// <summary>Runs it to its end, where no file can become longer than so many blocks of 512 bytes.</summary>
    /// <param name="blocks">How long a file can be.</param>
    /// <param name="folder">The content root.</param>
    /// <param name="arguments">The command.</param>
    public static async Task<CommandResult> RunLimitedAsync(int blocks, TempFolder folder, params string[] arguments)
    {
        // Ignored, the signal becomes an error of the write, as on a full disk.
        var limited = $"trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"";
        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "MiniChat.Host.dll")];
        // The runtime reserves memory by a file otherwise, which would be too long as well.
        var settings = new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" };
        using var command = Launch(folder, settings, ["sh", "-c", limited, "sh", .. program, .. arguments]);
        return await command.EndAsync();
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Presses Ctrl+C.</summary>
    public void PressControlC() => Assert.That(Signal(_process.Id, Interrupt), Is.Zero);

    /// <summary>Waits for its end.</summary>
    public async Task<CommandResult> EndAsync()
    {
        await _process.WaitForExitAsync(Deadline.Soon);
        return new CommandResult(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static MiniChatCommand Launch(TempFolder folder, Dictionary<string, string> settings, string[] program)
    {
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new MiniChatCommand(Process.Start(start)!);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
