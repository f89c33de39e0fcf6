using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MiniChat.Tests.Support;

/// <summary>The real program in a process of its own, to be killed, stopped, or refused its start.</summary>
internal sealed class MiniChatProcess : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _log = [];

    private MiniChatProcess(Process process) => _process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The program's id.</summary>
    public int Id => _process.Id;

    /// <summary>Every line it wrote to its standard output so far.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<MiniChatProcess> StartAsync(TempFolder folder, Dictionary<string, string>? settings = null)
    {
        var server = Launch(folder, settings ?? []);
        await foreach (var line in server._lines.Reader.ReadAllAsync(Deadline.Soon))
        {
            var message = (string?)JsonNode.Parse(line)?["Message"];
            if (message is null || !message.StartsWith("Now listening on: ", StringComparison.Ordinal))
                continue;
            server.Address = new Uri(message["Now listening on: ".Length..]);
            return server;
        }
        throw new InvalidOperationException($"It did not start: {await server._process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Starts it and waits until it ends by itself: what it says on its standard error, and its exit code.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(TempFolder folder, Dictionary<string, string> settings)
    {
        using var server = Launch(folder, settings);
        var error = await server._process.StandardError.ReadToEndAsync(Deadline.Soon);
        await server._process.WaitForExitAsync(Deadline.Soon);
        return (server._process.ExitCode, error);
    }

    /// <summary>Ends it at once, as a crash or <c>kill -9</c> would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Deadline.Soon);
    }

    /// <summary>Asks it to end, as an operator's <c>kill</c> does.</summary>
    public void Terminate() => Send(15);

    /// <summary>Stops it where it is, as a machine that hangs does: it lives, and does nothing.</summary>
    public void Pause() => Send(19);

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void GoOn() => Send(18);

    /// <summary>Waits for its end.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(Deadline.Soon);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static MiniChatProcess Launch(TempFolder folder, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MiniChat.Host.dll")])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var server = new MiniChatProcess(Process.Start(start)!);
        _ = server.ReadAsync();
        return server;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_log)
                _log.Add(line);
            _lines.Writer.TryWrite(line);
        }
        _lines.Writer.Complete();
    }

    private void Send(int signal) => Assert.That(Signal(_process.Id, signal), Is.Zero);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
