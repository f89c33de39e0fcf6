using System.Diagnostics;

namespace MiniChat.Tests.Support;

/// <summary>Programs of other makers: Node, Go, a browser, PostgreSQL. A test is skipped where they are absent; with <c>MINICHAT_TEST_ALL=1</c> that is a failure.</summary>
internal static class OtherPrograms
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>The browser; the variable <c>CHROMIUM</c> can name another.</summary>
    public static string Chromium { get; } =
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium";

    /// <summary>Runs a program; it must end well.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(
        string program,
        string folder,
        IEnumerable<string> arguments,
        Dictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            Assert.That(process.ExitCode, Is.Zero, await error + await output);
            return await output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Demands a program.</summary>
    public static void DemandProgram(string program) => Demand(PathOf(program) is not null, $"{program} is not installed.");

    /// <summary>Demands something.</summary>
    public static void Demand(bool isThere, string otherwise)
    {
        if (isThere)
            return;
        if (Environment.GetEnvironmentVariable("MINICHAT_TEST_ALL") == "1")
            Assert.Fail(otherwise);
        Assert.Ignore(otherwise);
    }

    /// <summary>Where a program is; null where it is not. Those of servers may stand in folders that only root's path has.</summary>
    public static string? PathOf(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Concat(["/usr/local/sbin", "/usr/sbin"])
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);
}
