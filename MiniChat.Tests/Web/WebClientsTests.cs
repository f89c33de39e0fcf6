using MiniChat.Tests.Rules;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Web.NodeScript;

namespace MiniChat.Tests.Web;

/// <summary>Clients of other makers, as they are: ServiceStack's in Node, and a browser at the page.</summary>
/// <remarks>
/// They are skipped where Node, its packages (<c>npm ci</c> in this folder) or Chromium are absent; with
/// <c>MINICHAT_TEST_ALL=1</c> that is a failure.
/// </remarks>
[TestFixture]
internal sealed class WebClientsTests
{
    [Test]
    public async Task The_client_of_ServiceStack_works()
    {
        DemandPackage("@servicestack");
        await using var server = MiniChatServer.Start();

        await RunAsync("servicestack-client.mjs", server.Address.ToString());
    }

    [Test]
    public async Task The_page_does_what_it_says_in_a_browser()
    {
        DemandBrowser();
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "40" });

        await RunAsync("start-page.mjs", server.Address.ToString(), Chromium, Screenshot());
    }

    // The picture in the docs is made by the same run, where somebody asks for it.
    private static string Screenshot() =>
        Environment.GetEnvironmentVariable("MINICHAT_SCREENSHOT") == "1"
            ? Path.Combine(Repository.Root, "docs", "images", "start.png")
            : "";
}
