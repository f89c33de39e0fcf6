using MiniChat.Tests.Support;
using static MiniChat.Tests.Web.WebClientsTests;

namespace MiniChat.Tests.Web;

/// <summary>The examples that PromptProxy's document prints, in Node and in a browser.</summary>
[TestFixture]
internal sealed class PromptProxyScriptTests
{
    [Test]
    public async Task The_examples_of_the_document_work_in_Node_and_in_a_browser()
    {
        Demand("ws", needsBrowser: true);
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync("lead");

        await RunAsync("prompt-proxy.mjs", server.Address.ToString(), "lead", MiniChatServer.Password, OtherPrograms.Chromium);
    }
}
