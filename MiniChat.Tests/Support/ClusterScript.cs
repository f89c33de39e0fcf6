using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MiniChat.Tests.Rules;

namespace MiniChat.Tests.Support;

/// <summary>What <c>make cluster</c> starts, with the program of the tests, in a folder and at ports of its own.</summary>
internal sealed class ClusterScript : IAsyncDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy", "cluster.sh");

    private readonly Process _process;
    private readonly Dictionary<string, string> _environment;
    private readonly Task<string> _errors;

    private ClusterScript(Process process, Dictionary<string, string> environment)
    {
        _process = process;
        _environment = environment;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where nginx listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The ids of all that it started, those of the processes of MiniChat first.</summary>
    public IReadOnlyList<int> Ids { get; private set; } = [];

    /// <summary>Starts it and waits until it says where everything is.</summary>
    public static async Task<ClusterScript> StartAsync(string folder)
    {
        var port = FreePorts();
        Dictionary<string, string> environment = new()
        {
            ["CLUSTER_FOLDER"] = folder,
            ["CLUSTER_PORT"] = $"{port}",
            ["CLUSTER_PROGRAM"] = AppContext.BaseDirectory,
            ["POSTGRES_BIN"] = PostgresPrograms.Folder!,
        };
        var start = new ProcessStartInfo("bash", [Script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var cluster = new ClusterScript(Process.Start(start)!, environment) { Address = new Uri($"http://localhost:{port}/") };
        List<string> lines = [];
        while (await cluster._process.StandardOutput.ReadLineAsync(Deadline.Soon) is { } line)
        {
            lines.Add(line);
            if (!line.StartsWith("To stop it", StringComparison.Ordinal))
                continue;
            cluster.Ids =
            [
                .. Regex
                    .Matches(string.Join('\n', lines), @"process ids? ([\d ]+)")
                    .SelectMany(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
            ];
            return cluster;
        }
        throw new InvalidOperationException($"It did not start: {await cluster._errors}");
    }

    /// <summary>Ends it by <c>cluster.sh stop</c>, which waits for the end.</summary>
    public async Task StopAsync()
    {
        await OtherPrograms.RunAsync("bash", Repository.Root, [Script, "stop"], _environment);
        await _process.WaitForExitAsync(Deadline.Soon);
        Assert.That(_process.ExitCode, Is.Zero, await _errors);
    }

    /// <summary>How many of all that it started still run.</summary>
    public int Running() => Ids.Count(id => Directory.Exists($"/proc/{id}"));

    public async ValueTask DisposeAsync()
    {
        // What it started ends with it, since the kernel tells them.
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(Deadline.Soon);
        _process.Dispose();
    }

    // Five in a row: nginx, three processes, PostgreSQL.
    private static int FreePorts()
    {
        while (true)
        {
            var first = LastingProgram.FreePort();
            if (Enumerable.Range(first, 5).All(IsFree))
                return first;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
