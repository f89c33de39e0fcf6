using System.Text.Json.Nodes;
using MiniChat.Tests.SignIns;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Identity;

/// <summary>A sign-in by code through the whole server, at a provider that works or fails.</summary>
[TestFixture]
internal sealed class ProviderDoorTests
{
    private readonly ManualClock _clock = new();
    private ProviderServer _fake = null!;
    private MiniChatServer _server = null!;
    private CodeFlow _flow = null!;

    [SetUp]
    public async Task Start()
    {
        _fake = await ProviderServer.StartAsync(_clock);
        _server = MiniChatServer.Start(
            clock: _clock,
            settings: new()
            {
                ["MiniChat__OAuth__Issuer"] = _fake.Issuer,
                ["MiniChat__OAuth__ClientId"] = ProviderServer.ClientId,
                ["MiniChat__OAuth__ClientSecret"] = ProviderServer.ClientSecret,
                ["MiniChat__OAuth__RedirectUri"] = ProviderServer.RedirectUri,
            }
        );
        _flow = new CodeFlow(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _flow.Dispose();
        await _server.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Test]
    public async Task A_person_of_the_provider_gets_a_token_that_lets_in()
    {
        var begun = await _flow.BeginAsync();

        var token = await _flow.TokenAsync(_fake.SignIn(begun.LoginUrl), begun.State);

        Assert.That(await _flow.IsGoodAsync(token), Is.True);
        Assert.That((string?)ForgedToken.Part(token, 1)["preferred_username"], Is.EqualTo("ada"));
    }

    [Test]
    public async Task A_state_that_is_not_right_never_reaches_the_provider()
    {
        var begun = await _flow.BeginAsync();
        var code = _fake.SignIn(begun.LoginUrl);

        var reply = await _flow.FinishAsync(code, begun.State[..^1] + (begun.State[^1] == 'A' ? 'E' : 'A'));

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That(_fake.Calls, Does.Not.Contain(ProviderServer.Token));
    }

    [TestCase(400, """{"error":"invalid_grant"}""", 400)]
    [TestCase(401, """{"error":"invalid_client","error_description":"planted"}""", 502)]
    [TestCase(403, "planted", 502)]
    [TestCase(500, "planted", 502)]
    [TestCase(503, "planted", 503)]
    [TestCase(504, "planted", 504)]
    public async Task A_provider_that_fails_is_told_in_the_words_of_the_dialect(int status, string body, int expected)
    {
        var begun = await _flow.BeginAsync();
        _fake.Answer(ProviderServer.Token, status, body);

        var reply = await _flow.FinishAsync(_fake.SignIn(begun.LoginUrl), begun.State);

        Assert.That(reply.Status, Is.EqualTo(expected));
        Assert.That(((JsonObject)reply.Json).Select(field => field.Key), Is.EqualTo(new[] { "message" }));
        Assert.That((string?)reply.Json["message"], Does.Contain("sign-in service").And.Not.Contain("planted"));
        Assert.That(_fake.Calls.Count(call => call == ProviderServer.Token), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_the_provider_nobody_is_sent_away_and_with_it_everything_works_again()
    {
        var port = new Uri(_fake.Address).Port;
        await _fake.DisposeAsync();
        var away = await _flow.Http.GetAsync("/user/auth-code");
        _fake = await ProviderServer.StartAsync(_clock, port);
        _clock.Advance(TimeSpan.FromSeconds(5));

        var begun = await _flow.BeginAsync();
        var token = await _flow.TokenAsync(_fake.SignIn(begun.LoginUrl), begun.State);

        Assert.That(away.Status, Is.EqualTo(503));
        Assert.That((string?)away.Json["message"], Does.Contain("cannot be reached"));
        Assert.That(await _flow.IsGoodAsync(token), Is.True);
    }
}
