using MiniChat.Tests.Support;

namespace MiniChat.Tests.Web;

/// <summary>ServiceStack's own client of server-events, in Node and in a browser.</summary>
[TestFixture]
internal sealed class ServerEventsScriptTests
{
    [Test]
    public async Task The_client_of_ServiceStack_listens_in_Node()
    {
        WebClientsTests.Demand("@servicestack");
        WebClientsTests.Demand("eventsource");
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "2" });

        await WebClientsTests.RunAsync("server-events.mjs", server.Address.ToString());
    }

    [Test]
    public async Task The_client_of_ServiceStack_listens_in_a_browser_by_its_cookie()
    {
        WebClientsTests.Demand("@servicestack");
        WebClientsTests.Demand("playwright-core", needsBrowser: true);
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "2" });

        await WebClientsTests.RunAsync("server-events-browser.mjs", server.Address.ToString(), OtherPrograms.Chromium);
    }
}
