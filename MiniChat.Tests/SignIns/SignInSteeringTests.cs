using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using MiniChat.Host;
using MiniChat.Host.Settings;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>Where one is sent is the settings' to say; who may send the form, the page's.</summary>
[TestFixture]
internal sealed class SignInSteeringTests
{
    private const string App = "https://app.example.org";

    [TestCase("redirect_uri=https://evil.example/")]
    [TestCase("redirectUri=//evil.example")]
    [TestCase("next=https://evil.example/&returnUrl=https://evil.example/&continue=https://evil.example/")]
    public async Task No_parameter_steers(string query)
    {
        await using var server = MiniChatServer.Start();
        using var flow = await CodeFlow.StartAsync(server);
        var begun = await flow.Http.GetAsync($"/user/auth-code?{query}");
        var state = (string)begun.Json["state"]!;

        var sent = await flow.PostFormAsync(
            $"/sign-in?state={state}&{query}",
            new()
            {
                ["userName"] = "ada",
                ["password"] = MiniChatServer.Password,
                ["redirect_uri"] = "https://evil.example/",
            }
        );

        Assert.That((string)begun.Json["loginUrl"]!, Does.StartWith(server.Address.ToString()).And.Not.Contain("evil"));
        Assert.That(sent.Header("Location"), Does.StartWith("/user/auth-callback?code="));
        Assert.That(sent.Header("Location"), Does.Not.Contain("evil"));
    }

    [TestCase("//evil.example")]
    [TestCase("https://evil.example/")]
    [TestCase("%0d%0aLocation:%20https://evil.example/")]
    public async Task No_state_steers(string state)
    {
        await using var server = MiniChatServer.Start();
        using var flow = await CodeFlow.StartAsync(server);

        var reply = await flow.SendFormAsync(state);

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That(reply.Header("Location"), Is.Null);
        Assert.That(reply.Body, Does.Not.Contain("evil"));
    }

    [Test]
    public async Task No_Host_header_steers()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["AllowedHosts"] = "*" });
        using var flow = await CodeFlow.StartAsync(server);
        var begun = await flow.BeginAsync();

        var sent = await flow.SendFormAsync(begun.State, headers: ("Host", "evil.example"));

        Assert.That(sent.Header("Location"), Does.StartWith("/user/auth-callback?code="));
    }

    [TestCase("Host: 127.0.0.1:99999")]
    [TestCase("Host:")]
    public async Task A_request_that_does_not_say_where_this_server_is_begins_nothing(string host)
    {
        await using var server = MiniChatServer.Start();

        var reply = await SendRawAsync(server, $"GET /user/auth-code HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n");

        Assert.That(reply, Does.StartWith("HTTP/1.1 400 ").And.Contain("""{"message":"The header 'Host' names no address"""));
        Assert.That(reply, Does.Not.Contain("Set-Cookie"));
        Assert.That(await DatabaseRows.ReadAsync(server, "SELECT state_hash FROM code_sign_ins"), Is.Empty);
    }

    [TestCase("MiniChat__PublicUrl")]
    [TestCase("MiniChat__OAuth__RedirectUri")]
    public async Task A_host_of_other_letters_is_sent_as_browsers_write_it(string setting)
    {
        await using var server = MiniChatServer.Start(settings: new() { [setting] = "https://bücher.example:8443" });
        using var flow = await CodeFlow.StartAsync(server);

        var begun = await flow.BeginAsync();
        var page = await flow.Http.GetAsync(begun.LoginUrl.PathAndQuery);
        var sent = await flow.SendFormAsync(begun.State);

        Assert.That(page.Status, Is.EqualTo(200));
        Assert.That(page.Body, Does.Contain("<strong>xn--bcher-kva.example:8443</strong>"));
        Assert.That(
            page.Header("Content-Security-Policy"),
            Does.EndWith("form-action 'self' https://xn--bcher-kva.example:8443")
        );
        Assert.That(sent.Header("Location"), Does.StartWith("https://xn--bcher-kva.example:8443/"));
    }

    [Test]
    public async Task A_page_at_a_public_address_of_other_letters_sends_its_own_form()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__PublicUrl"] = "https://bücher.example" });
        using var flow = await CodeFlow.StartAsync(server);
        var begun = await flow.BeginAsync();

        var sent = await flow.SendFormAsync(
            begun.State,
            headers: [("Origin", "https://xn--bcher-kva.example"), CodeFlow.SameOrigin]
        );

        Assert.That(sent.Status, Is.EqualTo(303), sent.Body);
    }

    [Test]
    public async Task The_public_address_is_the_address_of_page_and_callback()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__PublicUrl"] = "https://chat.example.org/" });
        using var flow = await CodeFlow.StartAsync(server);

        var begun = await flow.BeginAsync();
        var page = await flow.Http.GetAsync(begun.LoginUrl.PathAndQuery);
        var sent = await flow.SendFormAsync(begun.State, headers: ("Origin", "https://chat.example.org"));

        Assert.That(begun.LoginUrl.ToString(), Does.StartWith("https://chat.example.org/sign-in?state="));
        Assert.That(page.Body, Does.Contain("<strong>chat.example.org</strong>"));
        Assert.That(sent.Header("Location"), Does.StartWith("https://chat.example.org/user/auth-callback?code="));
    }

    [Test]
    public async Task The_redirect_address_is_told_sent_to_and_allowed_to_the_form()
    {
        await using var server = MiniChatServer.Start(
            settings: new() { ["MiniChat__OAuth__RedirectUri"] = $"{App}:8443/signed-in" }
        );
        using var flow = await CodeFlow.StartAsync(server);

        var begun = await flow.BeginAsync();
        var page = await flow.Http.GetAsync(begun.LoginUrl.PathAndQuery);
        var sent = await flow.SendFormAsync(begun.State);

        Assert.That(begun.LoginUrl.ToString(), Does.StartWith($"{server.Address}sign-in?"), "the page stays here");
        Assert.That(page.Body, Does.Contain("<strong>app.example.org:8443</strong>"));
        Assert.That(page.Header("Content-Security-Policy"), Does.EndWith($"form-action 'self' {App}:8443"));
        Assert.That(sent.Header("Location"), Does.StartWith($"{App}:8443/signed-in?code="));
    }

    [TestCase("app.example.org/cb")]
    [TestCase("javascript:alert(1)")]
    [TestCase("https://app.example.org/cb?x=1")]
    [TestCase("https://app.example.org/#cb")]
    [TestCase("https://üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.example/cb")]
    public void A_bad_redirect_address_is_refused_at_the_start(string address)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("MiniChat:OAuth:RedirectUri", address)]);

        Assert.That(
            () => builder.AddSignIns(new SettingReader(builder.Configuration)),
            Throws.TypeOf<StartupException>().With.Message.StartsWith("MiniChat__OAuth__RedirectUri is '")
        );
    }

    [TestCase("Origin", "https://evil.example")]
    [TestCase("Origin", "null")]
    [TestCase("Origin", App)]
    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    public async Task A_form_of_another_page_is_refused_allowed_origin_or_not(string name, string value)
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__AllowedOrigins"] = App });
        using var flow = await CodeFlow.StartAsync(server);
        var begun = await flow.BeginAsync();

        var reply = await flow.SendFormAsync(begun.State, headers: (name, value));

        Assert.That(reply.Status, Is.EqualTo(403));
        Assert.That(reply.Body, Does.Contain("This did not come from our page").And.Not.Contain("<form"));
        Assert.That((await flow.FinishAsync("x", begun.State)).Status, Is.EqualTo(400));
    }

    [TestCase("Sec-Fetch-Site", "same-origin")]
    [TestCase("Sec-Fetch-Site", "none")]
    [TestCase("Origin", "own")]
    public async Task A_form_of_the_own_page_is_taken(string name, string value)
    {
        await using var server = MiniChatServer.Start();
        using var flow = await CodeFlow.StartAsync(server);
        var begun = await flow.BeginAsync();
        var own = server.Address.GetLeftPart(UriPartial.Authority);

        var reply = await flow.SendFormAsync(begun.State, headers: (name, value == "own" ? own : value));

        Assert.That(reply.Status, Is.EqualTo(303));
    }

    private static async Task<string> SendRawAsync(MiniChatServer server, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, Deadline.Soon);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Deadline.Soon);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Deadline.Soon);
    }
}
