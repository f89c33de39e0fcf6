using MiniChat.Tests.Rules;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Web;

/// <summary>Clients of other makers, as they are, in Node and in a browser.</summary>
/// <remarks>
/// They are skipped where Node, its packages (<c>npm ci</c> in this folder) or Chromium are absent; with
/// <c>MINICHAT_TEST_ALL=1</c> that is a failure.
/// </remarks>
[TestFixture]
internal sealed class WebClientsTests
{
    internal static readonly string Scripts = Path.Combine(Repository.Root, "MiniChat.Tests", "Web");

    [Test]
    public async Task The_client_of_ServiceStack_works()
    {
        Demand("@servicestack");
        await using var server = MiniChatServer.Start();

        await RunAsync("servicestack-client.mjs", server.Address.ToString());
    }

    [Test]
    public async Task The_client_of_ServiceStack_works_in_a_browser_on_pages_of_the_server_and_of_an_allowed_origin()
    {
        Demand("@servicestack");
        Demand("playwright-core", needsBrowser: true);
        var port = LastingProgram.FreePort();
        await using var server = MiniChatServer.Start(
            settings: new() { ["MiniChat__AllowedOrigins"] = $"http://127.0.0.1:{port}" }
        );

        await RunAsync("servicestack-browser.mjs", server.Address.ToString(), OtherPrograms.Chromium, $"{port}");
    }

    [Test]
    public async Task The_small_page_does_what_it_says_in_a_browser()
    {
        Demand("playwright-core", needsBrowser: true);
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "40" });

        await RunAsync("small-page.mjs", server.Address.ToString(), OtherPrograms.Chromium);
    }

    [Test]
    public async Task Fetch_event_source_reads_both_formats_in_a_browser()
    {
        Demand("@microsoft/fetch-event-source", needsBrowser: true);
        await using var upstream = await FakeUpstream.StartAsync();
        // The prompt names the text by its number, among what else is sent along.
        upstream.Reply(call => HardText.All[int.Parse(call.Prompt)]).ChunkLength = 7;
        await using var server = MiniChatServer.Start(settings: new() { ["OPENAI_BASE_URL"] = upstream.BaseUrl });
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(
            folder.File("texts.json"),
            System.Text.Json.JsonSerializer.Serialize(HardText.All),
            Deadline.Soon
        );

        await RunAsync("fetch-event-source.mjs", server.Address.ToString(), OtherPrograms.Chromium, folder.File("texts.json"));
    }

    [Test]
    public async Task A_parser_of_Prometheus_format_reads_the_metrics()
    {
        Demand("parse-prometheus-text-format");
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync();

        await RunAsync("metrics.mjs", server.Address.ToString());
    }

    [Test]
    public async Task Event_source_reads_question_sse_and_comes_back()
    {
        Demand("eventsource");
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "5" });

        await RunAsync("event-source.mjs", server.Address.ToString());
    }

    internal static Task<string> RunAsync(params string[] arguments) => OtherPrograms.RunAsync("node", Scripts, arguments);

    internal static void Demand(string package, bool needsBrowser = false)
    {
        OtherPrograms.DemandProgram("node");
        var isThere = Directory.Exists(Path.Combine(Scripts, "node_modules", package));
        OtherPrograms.Demand(isThere, "Run npm ci in MiniChat.Tests/Web.");
        if (needsBrowser)
            OtherPrograms.Demand(File.Exists(OtherPrograms.Chromium), $"There is no Chromium at {OtherPrograms.Chromium}.");
    }
}
