using MiniChat.Tests.Support;

namespace MiniChat.Tests.Web;

/// <summary>The web app in a real browser, on the real server. What it is to do stands in the scripts.</summary>
[TestFixture]
internal sealed class WebAppTests
{
    private static readonly Dictionary<string, string> Slow = new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "30" };

    [SetUp]
    public void Demand() => WebClientsTests.Demand("playwright-core", needsBrowser: true);

    [TestCase("app-chat.mjs")]
    [TestCase("app-live.mjs")]
    [TestCase("app-others.mjs")]
    [TestCase("app-settings.mjs")]
    [TestCase("app-slips.mjs")]
    public async Task It_keeps_and_shows_what_is_asked(string script)
    {
        await using var server = MiniChatServer.Start(settings: Slow);

        await WebClientsTests.RunAsync(script, server.Address.ToString(), OtherPrograms.Chromium);
    }

    [TestCase("app-access.mjs")]
    [TestCase("app-hostile.mjs")]
    public async Task It_is_for_every_person_and_stands_every_text(string script)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Reply(call => EchoOf(call.Prompt)).ChunkLength = 500;
        await using var server = MiniChatServer.Start(
            settings: new() { ["OPENAI_BASE_URL"] = upstream.BaseUrl, ["MiniChat__Limits__Models"] = "one,another" }
        );

        await WebClientsTests.RunAsync(
            script,
            server.Address.ToString(),
            OtherPrograms.Chromium,
            Environment.GetEnvironmentVariable("MINICHAT_PICTURES") ?? ""
        );
    }

    [Test, NonParallelizable]
    public async Task It_loads_little_and_does_not_jump()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Answer(new PacedAnswer(DeltasASecond: 200, Seconds: 5).WriteAsync);
        await using var server = MiniChatServer.Start(settings: new() { ["OPENAI_BASE_URL"] = upstream.BaseUrl });

        var figures = await WebClientsTests.RunAsync("app-speed.mjs", server.Address.ToString(), OtherPrograms.Chromium);

        await TestContext.Out.WriteLineAsync(figures);
        Assert.That(figures, Does.Contain("first load").And.Contain("1000 turns").And.Contain("200 deltas"));
    }

    /// <summary>The prompt itself, or what <c>repeat N text</c> says N times.</summary>
    private static string EchoOf(string prompt)
    {
        var words = prompt.Split(' ', 3);
        return words is ["repeat", var times, var text] && int.TryParse(times, out var count)
            ? string.Concat(Enumerable.Repeat(text, count))
            : prompt;
    }
}
