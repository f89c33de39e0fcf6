using MiniChat.Tests.Support;
using static MiniChat.Tests.Web.WebClientsTests;

namespace MiniChat.Tests.Web;

/// <summary>What the document of the Prompt Service does, by its wscat.</summary>
[TestFixture]
internal sealed class PromptServiceScriptTests
{
    [Test]
    public async Task The_examples_of_the_document_work_in_Node()
    {
        Demand("wscat");
        await using var server = MiniChatServer.Start(
            settings: new() { ["MiniChat__Limits__PromptsPerSecond"] = "0", ["MiniChat__Limits__PromptsPerMinute"] = "0" }
        );

        await RunAsync("prompt-service.mjs", server.Address.ToString());
    }
}
