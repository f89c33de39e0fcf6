using MiniChat.Tests.Support;

namespace MiniChat.Tests.Web;

/// <summary>Signing in by code in a browser, up to the token.</summary>
[TestFixture]
internal sealed class SignInScriptTests
{
    [SetUp]
    public void Demand() => WebClientsTests.Demand("playwright-core", needsBrowser: true);

    [Test]
    public async Task The_page_signs_in_with_and_without_scripts()
    {
        await using var server = MiniChatServer.Start();

        await RunAsync(server, "own");
    }

    [TestCase("127.0.0.1")]
    [TestCase("localhost")]
    public async Task An_app_at_another_origin_signs_in(string host)
    {
        var port = LastingProgram.FreePort();
        var app = $"http://127.0.0.1:{port}";
        await using var server = MiniChatServer.Start(
            settings: new() { ["MiniChat__OAuth__RedirectUri"] = $"{app}/signed-in", ["MiniChat__AllowedOrigins"] = app }
        );

        // By the name localhost it is another site than the app, which then has no cookie to bring.
        await RunAsync(server, $"app:{port}", host);
    }

    // Pictures are for a person, where somebody asks for them.
    private static Task RunAsync(MiniChatServer server, string mode, string host = "127.0.0.1") =>
        WebClientsTests.RunAsync(
            "sign-in.mjs",
            new UriBuilder(server.Address) { Host = host }.Uri.ToString(),
            OtherPrograms.Chromium,
            mode,
            Environment.GetEnvironmentVariable("MINICHAT_PICTURES") ?? ""
        );
}
