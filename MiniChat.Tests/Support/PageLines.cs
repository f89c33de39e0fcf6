using System.Diagnostics;
using System.Text.RegularExpressions;
using MiniChat.Tests.Rules;

namespace MiniChat.Tests.Support;

/// <summary>The lines of pages for a shell, as they are printed.</summary>
internal static class PageLines
{
    /// <summary>What the lines need.</summary>
    public static void DemandPrograms()
    {
        foreach (var program in new[] { "bash", "curl", "jq" })
            OtherPrograms.DemandProgram(program);
    }

    /// <summary>Plays the blocks of a page that call curl, in one shell; they must go well.</summary>
    /// <param name="page">The page.</param>
    /// <param name="address">The server in place of the one that is printed.</param>
    public static async Task<(int Count, string Output)> PlayAsync(string page, Uri address)
    {
        var blocks = Regex
            .Matches(Repository.Read(page), "```bash\n(.*?)```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value)
            .Where(block => block.Contains("curl "))
            .ToList();
        var script = "set -e\n" + string.Join("\necho\n", blocks);

        var (exit, output) = await BashAsync(
            script.Replace("http://localhost:5000", address.ToString().TrimEnd('/'), StringComparison.Ordinal)
        );

        Assert.That(exit, Is.Zero, output);
        return (blocks.Count, output);
    }

    /// <summary>What README.md's lines say on a fresh server.</summary>
    public static void AssertReadme(string output)
    {
        Assert.That(output, Does.Not.Contain("responseStatus"));
        Assert.That(Regex.Matches(output, "event: completed"), Has.Count.EqualTo(3), "asked, followed, resumed");
        Assert.That(output, Does.Contain("\"results\":[{").And.Contain("\"turns\":[{").And.Contain("\"seq\":"));
    }

    private static async Task<(int ExitCode, string Output)> BashAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var errors = bash.StandardError.ReadToEndAsync(Deadline.Soon);
        var output = await bash.StandardOutput.ReadToEndAsync(Deadline.Soon);
        await bash.WaitForExitAsync(Deadline.Soon);
        return (bash.ExitCode, output + await errors);
    }
}
