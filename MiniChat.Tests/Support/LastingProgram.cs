using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MiniChat.Tests.Support;

/// <summary>A program of another maker that serves until the test is over.</summary>
internal sealed class LastingProgram : IDisposable
{
    private readonly Process _process;

    private LastingProgram(Process process) => _process = process;

    /// <summary>What it said behind the words by which it tells that it is ready.</summary>
    public string Told { get; private set; } = "";

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="program">The program; it ends when its standard input does.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="ready">How the line begins by which it tells that it is ready.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<LastingProgram> StartAsync(string program, string folder, string ready, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var started = new LastingProgram(Process.Start(start)!);
        while (await started._process.StandardOutput.ReadLineAsync(Deadline.Soon) is { } line)
        {
            if (!line.StartsWith(ready, StringComparison.Ordinal))
                continue;
            started.Told = line[ready.Length..];
            return started;
        }
        started.Dispose();
        throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>
    /// A port that was free just now, for a server whose address must be known before it starts. It is below those that the kernel
    /// gives, so that no other server or connection of the tests comes upon it by itself.
    /// </summary>
    public static int FreePort()
    {
        for (var left = 100; ; left--)
        {
            using var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(20_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException taken) when (left > 0 && taken.SocketErrorCode == SocketError.AddressAlreadyInUse) { }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
