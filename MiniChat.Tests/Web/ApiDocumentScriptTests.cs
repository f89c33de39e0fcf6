using System.Globalization;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Web;

/// <summary>The API document before programs of other makers: a linter, a validator of schemas, a browser.</summary>
[TestFixture]
internal sealed class ApiDocumentScriptTests
{
    [Test]
    public async Task A_linter_finds_nothing_wrong_with_it()
    {
        WebClientsTests.Demand("@redocly");
        await using var server = MiniChatServer.Start();
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(
            folder.File("schema.json"),
            await server.Http.GetStringAsync("/schema", Deadline.Soon),
            Deadline.Soon
        );

        await OtherPrograms.RunAsync(
            "node",
            WebClientsTests.Scripts,
            ["node_modules/@redocly/cli/bin/cli.js", "lint", folder.File("schema.json"), "--extends", "recommended"],
            // It would tell its maker about the run, and ask for a newer version of itself.
            new() { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" }
        );
    }

    [Test]
    public async Task Every_operation_answers_its_example_as_it_says()
    {
        WebClientsTests.Demand("ajv");
        await using var server = MiniChatServer.Start(
            settings: new() { ["MiniChat__Limits__PromptsPerSecond"] = "0", ["MiniChat__Limits__PromptsPerMinute"] = "0" }
        );

        var sent = await WebClientsTests.RunAsync("api-document.mjs", server.Address.ToString());

        Assert.That(int.Parse(sent, CultureInfo.InvariantCulture), Is.GreaterThan(55));
    }

    [Test]
    public async Task Its_pages_work_in_a_browser_and_load_nothing_from_elsewhere()
    {
        WebClientsTests.Demand("playwright-core", needsBrowser: true);
        await using var server = MiniChatServer.Start();

        // Pictures are for a person, where somebody asks for them.
        await WebClientsTests.RunAsync(
            "api-pages.mjs",
            server.Address.ToString(),
            OtherPrograms.Chromium,
            Environment.GetEnvironmentVariable("MINICHAT_PICTURES") ?? ""
        );
    }
}
