using System.Text.Json.Nodes;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Identity;

/// <summary>Providers that answer, but with what cannot be used: refusals, tokens, people and documents.</summary>
[TestFixture]
internal sealed class ProviderAnswersTests
{
    private readonly ManualClock _clock = new();
    private ProviderServer _fake = null!;
    private ProviderClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _fake = await ProviderServer.StartAsync(_clock);
        _client = new ProviderClient(_fake, _clock);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _fake.DisposeAsync();
    }

    [TestCase("invalid_client", "ProviderRefused", true)]
    [TestCase("unauthorized_client", "ProviderRefused", true)]
    [TestCase("redirect_uri_mismatch", "ProviderRefused", true)]
    [TestCase("server_error", "ProviderFailed", true)]
    [TestCase("temporarily_unavailable", "ProviderUnreachable", true)]
    [TestCase("access_denied", "SignInInvalid", true)]
    [TestCase("invalid_grant", "SignInInvalid", true)]
    [TestCase("planted secret\nplanted line", "ProviderRefused", false)]
    [TestCase("plänted", "ProviderRefused", false)]
    public async Task A_refusal_is_told_to_the_operator_by_its_code_alone(string error, string code, bool isTold)
    {
        var body = new JsonObject { ["error"] = error, ["error_description"] = "planted description" };
        _fake.Answer(ProviderServer.Token, 400, body.ToJsonString());

        var told = await _client.FailAsync();

        Assert.That(told.ErrorCode, Is.EqualTo(code));
        Assert.That(told.Kind == ErrorKind.Invalid, Is.EqualTo(code == "SignInInvalid"));
        Assert.That(_client.Log.Single(), isTold ? Does.EndWith($"refused: {error}") : Does.EndWith("an error without a code"));
    }

    [TestCase("access_token", null)]
    [TestCase("access_token", "planted\r\nX-Planted: 1")]
    [TestCase("access_token", "plänted")]
    [TestCase("token_type", "mac")]
    [TestCase("id_token", null)]
    public async Task Tokens_that_cannot_be_used_are_told(string name, string? value)
    {
        _fake.Grant = granted => granted[name] = value;

        Assert.That((await _client.FailAsync()).ErrorCode, Is.EqualTo("ProviderFailed"));
        Assert.That(_fake.Calls, Does.Not.Contain(ProviderServer.UserInfo));
    }

    [TestCase("null")]
    [TestCase("\"\"")]
    [TestCase("true")]
    [TestCase("1.5")]
    [TestCase("-1")]
    [TestCase("1e3")]
    [TestCase("[1]")]
    [TestCase("\"planted\\u0000\"")]
    [TestCase("\"planted\\ud800\"")]
    [TestCase("\"{256}\"")]
    public async Task A_person_without_a_subject_is_nobody(string subject)
    {
        var text = subject.Replace("{256}", new string('a', 256), StringComparison.Ordinal);
        _fake.Authentication = "post";
        _fake.Answer(ProviderServer.UserInfo, 200, $$"""{"sub":{{text}},"preferred_username":"planted"}""");
        using var client = new ProviderClient(_fake, _clock, _fake.PlainOAuth());

        Assert.That((await client.FailAsync()).ErrorCode, Is.EqualTo("ProviderFailed"));
        Assert.That(client.Log.Single(), Does.Contain("MiniChat__OAuth__SubjectField"));
    }

    [Test]
    public async Task A_name_that_is_no_text_is_no_name()
    {
        _fake.Claims["preferred_username"] = 7;
        _fake.Answer(
            ProviderServer.UserInfo,
            200,
            """{"sub":"person-1","preferred_username":7,"name":"\ud800","email":["a@b.example"]}"""
        );

        var person = await _client.SignInAsync();

        Assert.That(
            (person.UserName, person.DisplayName, person.Email),
            Is.EqualTo(((string?)null, (string?)null, (string?)null))
        );
    }

    [TestCase("issuer", "{0}/", "ProviderRefused")]
    [TestCase("issuer", "https://planted.example", "ProviderRefused")]
    [TestCase("authorization_endpoint", null, "ProviderFailed")]
    [TestCase("authorization_endpoint", "javascript:planted", "ProviderFailed")]
    [TestCase("token_endpoint", "http://planted.example/token", "ProviderFailed")]
    [TestCase("userinfo_endpoint", "http://planted.example/me", "ProviderFailed")]
    [TestCase("jwks_uri", "http://planted.example/keys", "ProviderFailed")]
    [TestCase("jwks_uri", "file:///etc/passwd", "ProviderFailed")]
    [TestCase("jwks_uri", null, "ProviderFailed")]
    public async Task A_discovery_document_that_is_not_right_is_refused_before_anybody_is_sent_away(
        string name,
        string? value,
        string code
    )
    {
        _fake.Describe = document => document[name] = value?.Replace("{0}", _fake.Issuer, StringComparison.Ordinal);

        var error = await _client.FailAsync(() => _client.AuthorizeAsync());

        Assert.That(error.ErrorCode, Is.EqualTo(code));
    }
}
