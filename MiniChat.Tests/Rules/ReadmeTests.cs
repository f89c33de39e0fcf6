using System.Diagnostics;
using System.Text.RegularExpressions;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Rules;

/// <summary>The README's lines work as they are printed.</summary>
[TestFixture]
internal sealed class ReadmeTests
{
    [Test]
    public async Task The_curl_lines_work_on_a_fresh_server()
    {
        if (!IsInstalled("bash") || !IsInstalled("curl"))
        {
            if (Environment.GetEnvironmentVariable("MINICHAT_TEST_ALL") == "1")
                Assert.Fail("bash or curl is missing.");
            Assert.Ignore("bash or curl is missing.");
        }
        await using var server = MiniChatServer.Start();
        var blocks = Regex
            .Matches(Repository.Read("README.md"), "```bash\n(.*?)```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value)
            .Where(block => block.Contains("curl "));
        var script = "set -e\n" + string.Join("\necho\n", blocks);

        var (exit, output) = await BashAsync(
            script.Replace("http://localhost:5000", server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
        );

        Assert.That(blocks.Count(), Is.GreaterThanOrEqualTo(4));
        Assert.That(exit, Is.Zero, output);
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

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
