using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MiniChat.Bench;

/// <summary>A server in a process of its own, on a free port of the loopback.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private bool _isDisposed;

    private Child(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>From the start of the process to its first 200.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status")
                .First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts MiniChat on a database of its own.</summary>
    public static Task<Child> MiniChatAsync(string folder, Dictionary<string, string>? settings = null) =>
        StartAsync("MiniChat.Host.dll", [], "/health", folder, settings ?? []);

    /// <summary>Starts one of the peers.</summary>
    public static Task<Child> PeerAsync(string name, params string[] arguments) =>
        StartAsync("MiniChat.Bench.dll", ["serve", name, .. arguments], "/", Path.GetTempPath(), []);

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<Child> StartAsync(
        string program,
        string[] arguments,
        string probe,
        string folder,
        Dictionary<string, string> settings
    )
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var begun = Stopwatch.GetTimestamp();
        var child = new Child(Process.Start(start)!, port);
        child._process.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = child.Address };
        while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30))
        {
            try
            {
                using var response = await http.GetAsync(probe);
                if (response.IsSuccessStatusCode)
                {
                    child.FirstAnswer = Stopwatch.GetElapsedTime(begun);
                    return child;
                }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(2);
            }
        }
        child.Dispose();
        throw new InvalidOperationException($"{program} did not start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
