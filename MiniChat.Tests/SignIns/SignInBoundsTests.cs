using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>How much of it anybody can have, and what of it is never told.</summary>
[TestFixture]
internal sealed class SignInBoundsTests
{
    [Test]
    public async Task An_address_begins_a_hundred_in_ten_minutes()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var flow = new CodeFlow(server);
        for (var i = 0; i < AttemptGuard.BeginningsFromAddress; i++)
            await flow.BeginAsync();

        var refused = await flow.Http.GetAsync("/user/auth-code");

        Assert.That(refused.Status, Is.EqualTo(429));
        Assert.That(refused.Header("Retry-After"), Is.EqualTo("600"));
        Assert.That(
            (string)refused.Json["message"]!,
            Is.EqualTo("Too many sign-ins were begun from this address; try again in 10 minutes.")
        );
        Assert.That(refused.Cookies, Is.Empty);
        clock.Advance(AttemptGuard.BeginningWindow);
        await flow.BeginAsync();
    }

    [Test]
    public async Task Ten_thousand_may_wait_and_make_room_when_they_expire()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var flow = new CodeFlow(server);
        await server
            .Services.GetRequiredService<SqliteWriter>()
            .WriteAsync(
                session =>
                    session.Connection.Execute(
                        """
                        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @most)
                        INSERT INTO code_sign_ins (state_hash, provider, browser_hash, created_at, expires_at)
                        SELECT i, '', '', 0, @expires FROM n
                        """,
                        new { most = CodeSignIns.Most, expires = clock.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds() }
                    ),
                Deadline.Soon
            );

        var refused = await flow.Http.GetAsync("/user/auth-code");

        Assert.That(refused.Status, Is.EqualTo(503));
        Assert.That(refused.Header("Retry-After"), Is.EqualTo("60"));
        clock.Advance(TimeSpan.FromMinutes(1));
        await flow.BeginAsync();
        Assert.That(await DatabaseRows.ReadAsync(server, "SELECT state_hash FROM code_sign_ins"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Guessing_at_the_page_ends_as_everywhere()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var flow = await CodeFlow.StartAsync(server);
        var begun = await flow.BeginAsync();
        for (var i = 0; i < AttemptGuard.FailuresFromAddress; i++)
            Assert.That((await flow.SendFormAsync(begun.State, password: "wrong guess")).Status, Is.EqualTo(401));

        var refused = await flow.SendFormAsync(begun.State);

        Assert.That(refused.Status, Is.EqualTo(429));
        Assert.That(refused.Header("Retry-After"), Is.EqualTo("900"));
        Assert.That(refused.Body, Does.Contain("role=\"alert\">Too many failed sign-ins; try again in 15 minutes.</p>"));
        Assert.That(refused.Body, Does.Contain("<form"));
    }

    [Test]
    public async Task Registrations_at_the_page_are_limited()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Limits__RegistrationsPerHour"] = "1" });
        using var flow = await CodeFlow.StartAsync(server);
        var begun = await flow.BeginAsync();

        var reply = await flow.PostFormAsync(
            $"/sign-in?state={begun.State}&new=1",
            new() { ["userName"] = "grace", ["password"] = MiniChatServer.Password }
        );

        Assert.That(reply.Status, Is.EqualTo(429));
        Assert.That(reply.Header("Retry-After"), Is.Not.Null);
        Assert.That(reply.Body, Does.Contain("Too many registrations from this address"));
    }

    [Test]
    public async Task Logs_and_files_hold_no_state_code_cookie_or_password()
    {
        const string Password = "planted-password-1";
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(folder, new() { ["Logging__LogLevel__Default"] = "Trace" });
        using var http = new OneConnection(server.Address);
        const string Type = "application/x-www-form-urlencoded";
        await http.PostAsync("/register", $$"""{"userName":"ada","password":"{{Password}}"}""");
        var begun = await http.GetAsync("/user/auth-code");
        var (state, cookie) = ((string)begun.Json["state"]!, begun.Cookie("mc-browser")!);
        await http.GetAsync($"/sign-in?state={state}");
        await http.PostAsync($"/sign-in?state={state}", $"userName={Password}&password={Password}", Type);
        await http.PostAsync($"/sign-in?state={state}&password={Password}", "{", Type);
        var sent = await http.PostAsync($"/sign-in?state={state}", $"userName=ada&password={Password}", Type);
        var code = CodeFlow.CodeOf(sent);
        await http.GetAsync($"/user/auth-callback?code={code}&state={state}x");
        var token = (string)
            (await http.GetAsync($"/user/auth-callback?code={code}&state={state}", ("Cookie", $"mc-browser={cookie}"))).Json[
                "token"
            ]!;
        await http.GetAsync($"/user/auth-callback?code={code}&state={state}");
        server.Terminate();
        Assert.That(await server.WaitForExitAsync(), Is.Zero);

        var log = string.Join('\n', server.Log);
        string[] secrets = [state, code, cookie, token, Password];
        Assert.That(log, Is.Not.Empty);
        foreach (var secret in secrets)
            Assert.That(log, Does.Not.Contain(secret));
        foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var secret in secrets)
                Assert.That(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)), Is.Negative, $"{secret} in {file}");
        }
    }
}
