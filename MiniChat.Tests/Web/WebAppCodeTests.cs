using MiniChat.Tests.Rules;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Web;

/// <summary>The web app's own tests, and that it speaks of the messages as they are.</summary>
[TestFixture]
internal sealed class WebAppCodeTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "MiniChat.Web");

    [Test]
    public async Task Its_own_tests_pass()
    {
        OtherPrograms.DemandProgram("node");
        OtherPrograms.Demand(Directory.Exists(Path.Combine(Folder, "node_modules", "vitest")), "Run npm ci in MiniChat.Web.");

        await OtherPrograms.RunAsync("node", Folder, ["node_modules/vitest/vitest.mjs", "run"]);
    }

    [Test]
    public async Task Its_types_are_those_of_the_server()
    {
        await using var server = MiniChatServer.Start();
        var served = await server.Http.GetStringAsync("/types/typescript", Deadline.Soon);

        var kept = Repository.Read("MiniChat.Web/src/api/dtos.ts");

        Assert.That(
            WithoutHead(kept),
            Is.EqualTo(WithoutHead(served)),
            "Fetch /types/typescript of a running server into MiniChat.Web/src/api/dtos.ts."
        );
    }

    // The head tells where and when they were fetched.
    private static string WithoutHead(string types) => types[types.IndexOf("*/", StringComparison.Ordinal)..];
}
