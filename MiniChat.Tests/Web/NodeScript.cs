using System.Diagnostics;
using MiniChat.Tests.Rules;

namespace MiniChat.Tests.Web;

/// <summary>Runs the scripts of this folder, which print nothing when all is well.</summary>
internal static class NodeScript
{
    private static readonly string Folder = Path.Combine(Repository.Root, "MiniChat.Tests", "Web");

    /// <summary>The browser.</summary>
    public static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path
        ? path
        : "/usr/bin/chromium";

    /// <summary>Demands Node and a package of its.</summary>
    public static void DemandPackage(string name)
    {
        Demand(IsInstalled("node"), "Node is not installed.");
        Demand(Directory.Exists(Path.Combine(Folder, "node_modules", name)), "Run npm ci in MiniChat.Tests/Web.");
    }

    /// <summary>Demands the browser, and what drives it.</summary>
    public static void DemandBrowser()
    {
        DemandPackage("playwright-core");
        Demand(File.Exists(Chromium), $"There is no Chromium at {Chromium}; the variable CHROMIUM can name another.");
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            Assert.That(process.ExitCode, Is.Zero, await error + await output);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static void Demand(bool isThere, string otherwise)
    {
        if (isThere)
            return;
        if (Environment.GetEnvironmentVariable("MINICHAT_TEST_ALL") == "1")
            Assert.Fail(otherwise);
        Assert.Ignore(otherwise);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .Any(File.Exists);
}
