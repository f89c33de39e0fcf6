using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

[TestFixture]
internal sealed class StartTests
{
    [TestCase("ASPNETCORE_URLS", "nowhere", "http://localhost:5000")]
    [TestCase("ASPNETCORE_URLS", "https://localhost:5001", "http://localhost:5000")]
    [TestCase("ASPNETCORE_URLS", "http://localhost:99999", "http://localhost:5000")]
    [TestCase("MiniChat__Limits__BodyBytes", "many", "whole number")]
    [TestCase("MiniChat__Limits__RunningAnswersPerAccount", "-1", "from 0")]
    [TestCase("MiniChat__Limits__RegistrationsPerHour", "x", "0")]
    [TestCase("MiniChat__Sqlite__Synchronous", "OFF", "FULL or NORMAL")]
    [TestCase("MiniChat__PublicUrl", "ftp://x", "https://chat.example.org")]
    [TestCase("MiniChat__TrustedProxies", "proxy.local", "10.0.0.0/8")]
    [TestCase("MiniChat__AllowedOrigins", "example.org", "https://app.example.org")]
    [TestCase("OPENAI_BASE_URL", "not an address", "https://")]
    [TestCase("OPENAI_API_KEY", "your_openai_api_key", "placeholder")]
    [TestCase("OPENAI_API_KEY", "{2049}", "2048")]
    [TestCase("JWT_SECRET", "your_jwt_secret", "JWT_SECRET")]
    [TestCase("JWT_SECRET", "short", "32")]
    [TestCase("ConnectionStrings__MiniChat", "nonsense", "Data Source=")]
    public async Task A_bad_setting_is_refused_at_start_with_its_key_and_what_it_may_be(
        string name,
        string value,
        string expected
    )
    {
        using var folder = new TempFolder();
        value = value.Replace("{2049}", new string('k', 2049), StringComparison.Ordinal);

        var (exit, error) = await MiniChatProcess.RunAsync(folder, new() { [name] = value });

        Assert.That(exit, Is.Not.Zero);
        Assert.That(error, Does.Contain(name).And.Contain(expected));
        Assert.That(error.Trim().Split('\n'), Has.Length.EqualTo(1), "one sentence, no stack trace");
    }

    [Test]
    public async Task A_taken_port_is_told_in_a_sentence()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        using var first = await MiniChatProcess.StartAsync(folder);

        var (exit, error) = await MiniChatProcess.RunAsync(other, new() { ["ASPNETCORE_URLS"] = first.Address.ToString() });

        Assert.That(exit, Is.Not.Zero);
        Assert.That(error, Does.Contain("ASPNETCORE_URLS").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Settings_of_a_dotenv_file_count_and_the_environment_counts_more()
    {
        using var folder = new TempFolder();
        await File.WriteAllLinesAsync(
            folder.File(".env"),
            [
                "# a comment",
                "OPENAI_MODEL=from-file # and one more",
                "export OPENAI_BASE_URL=\"http://127.0.0.1:9/v1\"",
                "MiniChat__Typo=1",
            ]
        );

        using var fromFile = await MiniChatProcess.StartAsync(folder);
        await fromFile.KillAsync();
        using var fromEnvironment = await MiniChatProcess.StartAsync(folder, new() { ["OPENAI_MODEL"] = "from-environment" });

        Assert.That(string.Join('\n', fromFile.Log), Does.Contain("from-file").And.Contain("MiniChat__Typo"));
        Assert.That(string.Join('\n', fromEnvironment.Log), Does.Contain("from-environment"));
    }

    [Test]
    public async Task The_log_is_json_one_object_a_line()
    {
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(folder);

        Assert.That(server.Log, Is.Not.Empty);
        foreach (var line in server.Log)
            Assert.That(JsonNode.Parse(line), Is.InstanceOf<JsonObject>());
    }

    [Test]
    public async Task The_secret_of_an_installation_is_made_once_and_only_its_owner_may_read_it()
    {
        using var folder = new TempFolder();
        var path = folder.File("App_Data/jwt.secret");
        using (var first = await MiniChatProcess.StartAsync(folder))
            await first.KillAsync();
        var secret = await File.ReadAllTextAsync(path);

        using var second = await MiniChatProcess.StartAsync(folder);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(secret));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }
}
