using System.Text.Json.Nodes;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Who is let in over HTTP, with which roles, and after how many wrong guesses nobody is.</summary>
[TestFixture]
internal sealed class SignInDoorTests
{
    private const string Credentials = """{"userName":"alice","password":"correct horse"}""";

    [Test]
    public async Task The_admin_of_the_settings_is_one_and_nobody_else_becomes_one()
    {
        await using var server = MiniChatServer.Start(
            settings: new() { ["MiniChat__Admin__UserName"] = "root", ["MiniChat__Admin__Password"] = "correct horse" }
        );
        using var http = new OneConnection(server.Address);
        await http.PostAsync(
            "/register",
            """{"userName":"mallory","password":"correct horse","roles":["Admin"],"role":"Admin","id":1,"isAdmin":true}"""
        );

        async Task<string[]> RolesAsync(string name)
        {
            var body = new JsonObject { ["userName"] = name, ["password"] = MiniChatServer.Password };
            var reply = await http.PostAsync("/auth", body.ToJsonString());
            return [.. reply.Json["roles"]!.AsArray().Select(role => (string)role!)];
        }

        Assert.That(await RolesAsync("root"), Is.EquivalentTo(new[] { "User", "Admin" }));
        Assert.That(await RolesAsync("mallory"), Is.EqualTo(new[] { "User" }));
    }

    [Test]
    public async Task A_guesser_is_told_429_and_when_to_come_back_whatever_address_the_headers_claim()
    {
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync("alice");
        using var http = new OneConnection(server.Address);
        for (var i = 0; i < AttemptGuard.FailuresFromAddress; i++)
        {
            var wrong = await http.PostAsync("/auth", """{"userName":"alice","password":"wrong guess"}""");
            Assert.That((wrong.Status, wrong.Message), Is.EqualTo((401, "Invalid Username or Password")));
        }

        var refused = await http.PostAsync("/auth", Credentials, "application/json", ("X-Forwarded-For", "10.1.2.3"));

        Assert.That(refused.Status, Is.EqualTo(429));
        Assert.That(int.Parse(refused.Header("Retry-After")!), Is.InRange(1, 900));
        Assert.That(refused.ErrorCode, Is.EqualTo("TooManyRequests"));
    }

    [Test]
    public async Task Behind_a_trusted_proxy_the_forwarded_address_counts()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__TrustedProxies"] = "127.0.0.1, ::1" });
        using var client = await server.SignUpAsync("alice");
        using var http = new OneConnection(server.Address);
        for (var i = 0; i < AttemptGuard.FailuresFromAddress; i++)
            await http.PostAsync("/auth", """{"userName":"alice","password":"wrong"}""", null, ("X-Forwarded-For", "10.0.0.66"));

        var guesser = await http.PostAsync("/auth", Credentials, null, ("X-Forwarded-For", "10.0.0.66"));
        var owner = await http.PostAsync("/auth", Credentials, null, ("X-Forwarded-For", "10.0.0.1"));

        Assert.That((guesser.Status, owner.Status), Is.EqualTo((429, 200)));
    }
}
