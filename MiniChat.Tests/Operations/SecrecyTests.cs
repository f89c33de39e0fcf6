using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>What a user or an operator trusts the server with is in no log, and in no file where it does not belong.</summary>
[TestFixture]
internal sealed class SecrecyTests
{
    private const string Key = "sk-planted-key-0123456789";
    private const string Secret = "planted-signing-secret-of-more-than-32-bytes";
    private const string Password = "planted-password-1";
    private const string Wrong = "planted-wrong-password";
    private const string Prompt = "planted-prompt";

    [TestCase(null)]
    [TestCase("Trace")]
    public async Task Logs_and_files_hold_no_prompt_password_token_or_key(string? level)
    {
        using var folder = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = upstream.BaseUrl,
            ["OPENAI_API_KEY"] = Key,
            ["JWT_SECRET"] = Secret,
            ["MiniChat__Admin__UserName"] = "root",
            ["MiniChat__Admin__Password"] = Password + "-admin",
        };
        if (level is not null)
            settings["Logging__LogLevel__Default"] = level;
        using var server = await MiniChatProcess.StartAsync(folder, settings);
        using var http = new OneConnection(server.Address);

        var planted = await UseAsync(http);
        server.Terminate();
        Assert.That(await server.WaitForExitAsync(), Is.Zero);

        var log = string.Join('\n', server.Log);
        Assert.That(log, Does.Contain("ModelKeyRefused"), "there is something to be found");
        foreach (var secret in planted.Append(Prompt))
            Assert.That(log, Does.Not.Contain(secret));
        foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var secret in planted)
                Assert.That(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)), Is.Negative, $"{secret} in {file}");
        }
    }

    private static async Task<string[]> UseAsync(OneConnection http)
    {
        var account = $$"""{"userName":"alice","password":"{{Password}}"}""";
        Assert.That((await http.PostAsync("/register", account)).Status, Is.EqualTo(200));
        await http.PostAsync("/register", account);
        await http.PostAsync("/auth", $$"""{"userName":"alice","password":"{{Wrong}}"}""");
        // As some programs and people do it: in the query, in the wrong field, in a broken body.
        await http.GetAsync($"/auth?userName=alice&password={Password}");
        await http.PostAsync($"/auth?userName=alice&password={Password}", "");
        await http.PostAsync("/auth", $$"""{"userName":"{{Wrong}}","password":"{{Wrong}}"}""");
        await http.PostAsync("/auth", $$"""{"userName":"alice","password":"{{Password}}" """);
        var signedIn = await http.PostAsync("/auth", account);
        var access = (string)signedIn.Json["bearerToken"]!;
        var refresh = (string)signedIn.Json["refreshToken"]!;
        await http.GetAsync($"/questions?token={access}");
        await http.GetAsync($"/ws/prompts/?token={access}");
        await http.PostAsync("/access-token", $$"""{"refreshToken":"{{refresh}}"}""");
        http.Token = access;
        foreach (var fault in new[] { "", "fault:KeyRefused", "fault:HtmlPage", "fault:CutInMidStream", "fault:BadChunk" })
            await http.PostAsync("/questions", $$"""{"text":"{{Prompt}} {{fault}}"}""");
        await http.PostAsync("/questions", $$"""{"text":"{{Prompt}}","onDisconnect":"explode"}""");
        var apiKey = (string)(await http.PostAsync("/api-keys", """{"name":"program"}""")).Json["key"]!;
        await http.GetAsync($"/questions?key={apiKey}", ("Authorization", $"Bearer {apiKey}"));
        await http.GetAsync("/questions", ("Authorization", $"Bearer {apiKey}x"));
        await http.PostAsync("/auth/logout", "{}");
        return [Key, Secret, Password, Wrong, access, refresh, apiKey];
    }
}
