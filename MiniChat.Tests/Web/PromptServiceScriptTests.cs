using MiniChat.Tests.Support;
using static MiniChat.Tests.Web.WebClientsTests;

namespace MiniChat.Tests.Web;

/// <summary>What the document of the Prompt Service does, by the library that its wscat is made of.</summary>
[TestFixture]
internal sealed class PromptServiceScriptTests
{
    [Test]
    public async Task The_examples_of_the_document_work_in_Node()
    {
        Demand("ws");
        await using var server = MiniChatServer.Start();

        await RunAsync("prompt-service.mjs", server.Address.ToString());
    }
}
