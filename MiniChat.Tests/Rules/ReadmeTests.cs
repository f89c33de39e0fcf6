using System.Diagnostics;
using System.Text.RegularExpressions;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Rules;

/// <summary>The lines of pages for a shell work as they are printed.</summary>
[TestFixture]
internal sealed class ReadmeTests
{
    [Test]
    public async Task The_curl_lines_work_on_a_fresh_server()
    {
        var (count, output) = await PlayAsync("README.md");

        Assert.That(count, Is.GreaterThanOrEqualTo(4));
        Assert.That(output, Does.Not.Contain("responseStatus"));
        Assert.That(Regex.Matches(output, "event: completed"), Has.Count.EqualTo(3), "asked, followed, resumed");
        Assert.That(output, Does.Contain("\"results\":[{").And.Contain("\"turns\":[{").And.Contain("\"seq\":"));
    }

    [Test]
    public async Task The_curl_lines_of_the_assistant_work_on_a_fresh_server()
    {
        var (count, output) = await PlayAsync("docs/dialects/assistant.md");

        Assert.That(count, Is.EqualTo(1));
        Assert.That(output, Does.Contain("Your skill description is kept.").And.Contain("\"ready\":true"));
        Assert.That(output, Does.Contain("4 questions are left.").And.Contain("data: {\"content\": "));
    }

    [Test]
    public async Task The_curl_lines_of_the_prompt_service_work_on_a_fresh_server()
    {
        var (count, output) = await PlayAsync("docs/dialects/prompt-service.md");

        Assert.That(count, Is.EqualTo(1));
        Assert.That(output, Does.Contain("\"username\":\"alice\"").And.Contain("\"results\":[{\"id\":"));
    }

    /// <summary>Plays the blocks of a page that call curl, in one shell; they must go well.</summary>
    private static async Task<(int Count, string Output)> PlayAsync(string page)
    {
        if (!IsInstalled("bash") || !IsInstalled("curl") || !IsInstalled("jq"))
        {
            const string Missing = "bash, curl or jq is missing.";
            if (Environment.GetEnvironmentVariable("MINICHAT_TEST_ALL") == "1")
                Assert.Fail(Missing);
            Assert.Ignore(Missing);
        }
        await using var server = MiniChatServer.Start();
        var blocks = Regex
            .Matches(Repository.Read(page), "```bash\n(.*?)```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value)
            .Where(block => block.Contains("curl "))
            .ToList();
        var script = "set -e\n" + string.Join("\necho\n", blocks);

        var (exit, output) = await BashAsync(
            script.Replace("http://localhost:5000", server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
        );

        Assert.That(exit, Is.Zero, output);
        return (blocks.Count, output);
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
