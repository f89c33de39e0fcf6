using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Tests.Clients;

[TestFixture]
public sealed class SessionTests
{
    private const string SignedIn = """{"userId":"1","userName":"ada","bearerToken":"old","refreshToken":"again"}""";

    /// <summary>Refuses the token <c>old</c>, takes <c>new</c>, and gives it for the refresh token <c>again</c>.</summary>
    private static Task<FakeWire> StartAsync() =>
        FakeWire.StartAsync(
            (request, response) =>
                request switch
                {
                    { Target: "/api/Authenticate" or "/api/Register" } => response.JsonAsync(SignedIn),
                    { Target: "/api/GetAccessToken" } when request.Body.Contains("again") => response.JsonAsync(
                        """{"accessToken":"new"}"""
                    ),
                    { Bearer: "new" } => response.JsonAsync("""{"results":[]}"""),
                    _ => response.ErrorAsync(401, "Unauthorized"),
                }
        );

    [Test]
    public async Task Signing_in_keeps_the_tokens()
    {
        await using var wire = await StartAsync();
        using var client = new MiniChatClient(wire.BaseUrl);

        var response = await client.SignInAsync("ada", "secret word");

        Assert.That(response.UserName, Is.EqualTo("ada"));
        Assert.That((client.BearerToken, client.RefreshToken), Is.EqualTo(("old", "again")));
        Assert.That(
            wire.Requests.Single().Body,
            Is.EqualTo("""{"provider":"credentials","userName":"ada","password":"secret word"}""")
        );
    }

    [Test]
    public async Task Registering_keeps_the_tokens_it_gets()
    {
        await using var wire = await StartAsync();
        using var client = new MiniChatClient(wire.BaseUrl);

        await client.RegisterAsync(
            new Register
            {
                UserName = "ada",
                Password = "secret word",
                AutoLogin = true,
            }
        );

        Assert.That((client.BearerToken, client.RefreshToken), Is.EqualTo(("old", "again")));
    }

    [Test]
    public async Task An_expired_token_is_renewed_and_the_call_sent_again()
    {
        await using var wire = await StartAsync();
        using var client = new MiniChatClient(wire.BaseUrl) { BearerToken = "old", RefreshToken = "again" };

        await client.SendAsync(new FindChats());

        Assert.That(
            wire.Requests.Select(r => (r.Target, r.Bearer)),
            Is.EqualTo(new[] { ("/api/FindChats", "old"), ("/api/GetAccessToken", null), ("/api/FindChats", "new") })
        );
        Assert.That(client.BearerToken, Is.EqualTo("new"));
    }

    [Test]
    public async Task Many_calls_at_once_renew_the_token_once()
    {
        await using var wire = await StartAsync();
        using var client = new MiniChatClient(wire.BaseUrl) { BearerToken = "old", RefreshToken = "again" };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.SendAsync(new FindChats())));

        Assert.That(wire.Requests.Count(r => r.Target == "/api/GetAccessToken"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_dead_refresh_token_leaves_the_first_error()
    {
        await using var wire = await StartAsync();
        using var client = new MiniChatClient(wire.BaseUrl) { BearerToken = "old", RefreshToken = "dead" };

        var error = await Assert.ThrowsAsync<MiniChatException>(() => client.SendAsync(new FindChats()));

        Assert.That(error!.ErrorCode, Is.EqualTo("Unauthorized"));
        Assert.That(wire.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Without_a_refresh_token_nothing_is_sent_again()
    {
        await using var wire = await StartAsync();
        using var client = new MiniChatClient(wire.BaseUrl) { BearerToken = "old" };

        await Assert.ThatAsync(() => client.SendAsync(new FindChats()), Throws.TypeOf<MiniChatException>());

        Assert.That(wire.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Signing_out_forgets_the_tokens()
    {
        await using var wire = await StartAsync();
        using var client = new MiniChatClient(wire.BaseUrl) { BearerToken = "new", RefreshToken = "again" };

        await client.SignOutAsync();

        Assert.That((client.BearerToken, client.RefreshToken), Is.EqualTo((default(string), default(string))));
        Assert.That(wire.Requests.Single().Target, Is.EqualTo("/api/AuthenticateLogout"));
    }
}
