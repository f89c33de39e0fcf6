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
        PageLines.AssertReadme(output);
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

    private static async Task<(int Count, string Output)> PlayAsync(string page)
    {
        PageLines.DemandPrograms();
        await using var server = MiniChatServer.Start();
        return await PageLines.PlayAsync(page, server.Address);
    }
}
