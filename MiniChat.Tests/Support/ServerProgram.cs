using System.Diagnostics;

namespace MiniChat.Tests.Support;

/// <summary>
/// A server of another maker, in the foreground, run by an <see cref="OrdinaryUser"/>. A shell watches it: when the tests end,
/// however they do, the server ends and its folder goes.
/// </summary>
internal sealed class ServerProgram : IAsyncDisposable
{
    // The shell's standard input comes from the tests: a line names a signal for the server, its end is the end of the tests.
    // What the server says is the tests' to read until it ends, so the shell lets go of that.
    private const string Watch = """
        trap : HUP INT TERM
        folder=$1 ending=$2
        shift 2
        "$@" </dev/null 2>&1 &
        exec >/dev/null 2>&1
        if read -r signal; then
          kill -"$signal" $!
          wait
        else
          kill -"$ending" $!
          wait
          rm -rf "$folder"
        fi
        """;

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly TaskCompletionSource<bool> _isReady = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProgram(Process process) => _process = process;

    /// <summary>Every line it wrote so far.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="folder">Where it runs; it goes with the server.</param>
    /// <param name="ending">The signal that ends it at once, such as <c>QUIT</c>.</param>
    /// <param name="ready">What is in the line by which it tells that it listens.</param>
    /// <param name="command">The program, by its path, and its arguments.</param>
    /// <exception cref="InvalidOperationException">It ended instead; the message has what it said.</exception>
    public static Task<ServerProgram> StartAsync(string folder, string ending, string ready, params string[] command) =>
        StartWithinAsync([], folder, ending, ready, command);

    /// <inheritdoc cref="StartAsync"/>
    /// <param name="surroundings">A command, run as the tests' own user, that runs the command behind its arguments.</param>
    /// <param name="folder">Where it runs; it goes with the server.</param>
    /// <param name="ending">The signal that ends it at once, such as <c>QUIT</c>.</param>
    /// <param name="ready">What is in the line by which it tells that it listens.</param>
    /// <param name="command">The program, by its path, and its arguments.</param>
    public static async Task<ServerProgram> StartWithinAsync(
        string[] surroundings,
        string folder,
        string ending,
        string ready,
        params string[] command
    )
    {
        string[] watched = [.. surroundings, .. OrdinaryUser.Command(["sh", "-c", Watch, "sh", folder, ending, .. command])];
        var start = new ProcessStartInfo(watched[0], watched[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var server = new ServerProgram(Process.Start(start)!);
        _ = server.ReadAsync(ready);
        try
        {
            if (await server._isReady.Task.WaitAsync(Deadline.Longest))
                return server;
            throw new InvalidOperationException($"{command[0]} did not start: {string.Join('\n', server.Log)}");
        }
        catch
        {
            await server.EndAsync("KILL");
            throw;
        }
    }

    /// <summary>Starts one on a free port, and on another when somebody was quicker to take that.</summary>
    /// <param name="folder">Its folder, which goes when it cannot be started.</param>
    /// <param name="start">Starts it on a port.</param>
    public static async Task<(int Port, ServerProgram Program)> StartOnFreePortAsync(
        string folder,
        Func<int, Task<ServerProgram>> start
    )
    {
        for (var left = 5; ; left--)
        {
            var port = LastingProgram.FreePort();
            try
            {
                return (port, await start(port));
            }
            catch (Exception failed)
            {
                if (left > 0 && failed.Message.Contains("Address already in use", StringComparison.Ordinal))
                    continue;
                Directory.Delete(folder, recursive: true);
                throw;
            }
        }
    }

    /// <summary>Ends it by a signal, such as <c>INT</c> or <c>KILL</c>, and waits for its end. Its folder stays.</summary>
    public async Task EndAsync(string signal)
    {
        await _process.StandardInput.WriteLineAsync(signal);
        await EndedAsync();
    }

    /// <summary>Ends it at once. Its folder goes.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await EndedAsync();
    }

    private async Task EndedAsync()
    {
        await _process.StandardInput.DisposeAsync();
        await _process.WaitForExitAsync(Deadline.Soon);
        _process.Dispose();
    }

    private async Task ReadAsync(string ready)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_log)
                _log.Add(line);
            if (line.Contains(ready, StringComparison.Ordinal))
                _isReady.TrySetResult(true);
        }
        _isReady.TrySetResult(false);
    }
}
