using System.Text.Json;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Web.WebClientsTests;

namespace MiniChat.Tests.Web;

/// <summary>Signing in at a certified provider of another maker, in a browser.</summary>
[TestFixture]
internal sealed class ProviderSignInTests
{
    private const string Secret = "planted-client-secret+of/the%provider";

    [TestCase("RS256")]
    [TestCase("ES256")]
    public async Task People_of_a_certified_provider_sign_in_with_a_browser_and_no_log_tells_a_secret(string algorithm)
    {
        Demand("playwright-core", needsBrowser: true);
        Demand("oidc-provider");
        var address = $"http://127.0.0.1:{LastingProgram.FreePort()}";
        using var provider = await LastingProgram.StartAsync(
            "node",
            Scripts,
            "issuer: ",
            "oidc-provider.mjs",
            $"{address}/user/auth-callback",
            algorithm
        );
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(
            folder,
            new()
            {
                ["ASPNETCORE_URLS"] = address,
                ["MiniChat__PublicUrl"] = address,
                ["MiniChat__OAuth__ClientId"] = "minichat",
                ["MiniChat__OAuth__ClientSecret"] = Secret,
                ["MiniChat__OAuth__Issuer"] = provider.Told,
                ["Logging__LogLevel__Default"] = "Trace",
            }
        );

        var secrets = JsonSerializer.Deserialize<string[]>(
            await RunAsync("provider-sign-in.mjs", address, OtherPrograms.Chromium)
        )!;
        server.Terminate();
        Assert.That(await server.WaitForExitAsync(), Is.Zero);

        Assert.That(secrets, Has.Length.EqualTo(12));
        var log = string.Join('\n', server.Log);
        Assert.That(
            log,
            Does.Contain("A sign-in at oidc failed: the token endpoint refused: invalid_grant"),
            "there is something to be found"
        );
        foreach (var secret in secrets.Append(Secret))
            Assert.That(log, Does.Not.Contain(secret));
    }
}
