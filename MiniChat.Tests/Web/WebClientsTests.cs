using System.Diagnostics;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Web;

/// <summary>Clients of other makers, as they are: ServiceStack's in Node, and a browser at the page.</summary>
/// <remarks>
/// They are skipped where Node, its packages (<c>npm ci</c> in this folder) or Chromium are absent; with
/// <c>MINICHAT_TEST_ALL=1</c> that is a failure.
/// </remarks>
[TestFixture]
internal sealed class WebClientsTests
{
    private static readonly string Scripts = Path.Combine(Repository(), "MiniChat.Tests", "Web");
    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path
        ? path
        : "/usr/bin/chromium";

    [Test]
    public async Task The_client_of_ServiceStack_works()
    {
        Demand(PathOf("node") is not null, "Node is not installed.");
        Demand(Directory.Exists(Path.Combine(Scripts, "node_modules", "@servicestack")), "Run npm ci in MiniChat.Tests/Web.");
        await using var server = MiniChatServer.Start();

        await RunAsync("servicestack-client.mjs", server.Address.ToString());
    }

    [Test]
    public async Task The_page_does_what_it_says_in_a_browser()
    {
        Demand(PathOf("node") is not null, "Node is not installed.");
        Demand(Directory.Exists(Path.Combine(Scripts, "node_modules", "playwright-core")), "Run npm ci in MiniChat.Tests/Web.");
        Demand(File.Exists(Chromium), $"There is no Chromium at {Chromium}; the variable CHROMIUM can name another.");
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "40" });

        await RunAsync("start-page.mjs", server.Address.ToString(), Chromium, Screenshot());
    }

    // The picture in the docs is made by the same run, where somebody asks for it.
    private static string Screenshot() =>
        Environment.GetEnvironmentVariable("MINICHAT_SCREENSHOT") == "1"
            ? Path.Combine(Repository(), "docs", "images", "start.png")
            : "";

    private static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Scripts,
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

    private static string? PathOf(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MiniChat.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository is not around the tests.");
        return folder.FullName;
    }
}
