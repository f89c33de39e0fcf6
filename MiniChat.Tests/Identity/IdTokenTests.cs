using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Identity;

/// <summary>Id tokens that are not to be trusted, and keys that change.</summary>
[TestFixture]
internal sealed class IdTokenTests
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

    [TestCase("iss", "\"https://planted.example\"", "InvalidIssuer")]
    [TestCase("iss", "null", "InvalidIssuer")]
    [TestCase("aud", "\"planted-other-client\"", "InvalidAudience")]
    [TestCase("aud", "\"mini chat/\"", "InvalidAudience")]
    [TestCase("aud", "[]", "InvalidAudience")]
    [TestCase("aud", "null", "InvalidAudience")]
    [TestCase("aud", "[\"mini chat\",\"planted-other\"]", "azp")]
    [TestCase("azp", "\"planted-other\"", "azp")]
    [TestCase("nonce", "\"planted-other-nonce\"", "nonce")]
    [TestCase("nonce", "null", "nonce")]
    [TestCase("nonce", "[\"planted-nonce\"]", "nonce")]
    [TestCase("sub", "null", "sub")]
    [TestCase("sub", "\"\"", "sub")]
    [TestCase("sub", "\" \"", "sub")]
    [TestCase("sub", "\"planted-person-2\"", "another person")]
    [TestCase("sub", "{\"planted\":1}", "Argument")]
    [TestCase("exp", "null", "InvalidLifetime")]
    [TestCase("exp", "\"planted\"", "Argument")]
    public async Task A_claim_that_is_not_right_is_refused(string name, string value, string cause)
    {
        _fake.Claim = claims =>
        {
            if (JsonNode.Parse(value) is { } node)
                claims[name] = node;
            else
                claims.Remove(name);
        };

        await RefusedAsync(cause);
    }

    [TestCase(-61, -3600, false)]
    [TestCase(-59, -3600, true)]
    [TestCase(300, 61, false)]
    [TestCase(300, 59, true)]
    public async Task Times_count_by_the_servers_clock_with_a_minute_of_skew(int end, int begin, bool isGood)
    {
        _fake.Claim = claims =>
        {
            var now = _clock.GetUtcNow().ToUnixTimeSeconds();
            claims["nbf"] = now + begin;
            claims["exp"] = now + end;
        };

        if (isGood)
            Assert.That((await _client.SignInAsync()).Subject, Is.EqualTo("person-1"));
        else
            await RefusedAsync("InvalidLifetime");
    }

    [Test]
    public async Task A_token_for_several_that_names_this_client_as_its_party_is_good()
    {
        _fake.Claim = claims =>
        {
            claims["aud"] = new JsonArray("another", ProviderServer.ClientId);
            claims["azp"] = ProviderServer.ClientId;
        };

        Assert.That((await _client.SignInAsync()).Subject, Is.EqualTo("person-1"));
    }

    [TestCase("none")]
    [TestCase("None")]
    [TestCase("HS256")]
    public async Task A_token_without_a_signature_is_refused(string algorithm)
    {
        _fake.Sign = claims =>
            $"{ForgedToken.Encode($$"""{"alg":"{{algorithm}}","kid":"one"}""")}.{ForgedToken.Encode(claims.ToJsonString())}.";

        await RefusedAsync("Signature");
    }

    [Test]
    public async Task A_token_signed_with_the_clients_secret_is_refused()
    {
        _fake.Sign = ProviderKey.Secret(ProviderServer.ClientSecret).Sign;

        await RefusedAsync("Signature");
    }

    [Test]
    public async Task A_token_signed_with_the_published_key_as_a_secret_is_refused()
    {
        _fake.Sign = claims =>
            ForgedToken.Sign("""{"alg":"HS256","kid":"one"}""", claims.ToJsonString(), (string)_fake.Key.Publish()["n"]!);

        await RefusedAsync("Signature");
    }

    [Test]
    public async Task A_signature_by_another_name_is_refused()
    {
        // What XML calls RS256: made with the right key, but no id token is signed so.
        _fake.Key = ProviderKey.Rsa("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");

        await RefusedAsync("Signature");
    }

    [Test]
    public async Task A_secret_that_is_published_as_a_key_is_none()
    {
        _fake.Key = ProviderKey.Secret(ProviderServer.ClientSecret);

        await RefusedAsync("Signature");
    }

    [Test]
    public async Task A_header_that_must_be_understood_and_is_not_is_refused()
    {
        _fake.Sign = claims => _fake.Key.SignText(claims.ToJsonString(), ("crit", new[] { "planted" }), ("planted", 1));

        await RefusedAsync("crit");
    }

    [TestCase("one")]
    [TestCase("two")]
    public async Task A_token_of_another_key_is_refused(string id)
    {
        _fake.Sign = ProviderKey.AnotherRsa(id).Sign;

        await RefusedAsync("Signature");
    }

    [Test]
    public async Task A_token_that_was_changed_is_refused()
    {
        _fake.Sign = claims =>
        {
            var parts = _fake.Key.Sign(claims).Split('.');
            var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("person-1", "person-2");
            return $"{parts[0]}.{ForgedToken.Encode(payload)}.{parts[2]}";
        };
        _fake.Claims["sub"] = "person-2";

        await RefusedAsync("Signature");
    }

    [TestCase("planted")]
    [TestCase("planted.planted.planted")]
    [TestCase("a.b.c.d.e")]
    [TestCase("..")]
    public async Task What_is_no_token_is_refused(string token)
    {
        _fake.Sign = _ => token;

        await RefusedAsync("id token");
    }

    [Test]
    public async Task A_claim_twice_is_refused()
    {
        _fake.Sign = claims =>
        {
            var text = claims.ToJsonString();
            return _fake.Key.SignText(text.Insert(1, "\"sub\":\"planted-person-2\","));
        };

        await RefusedAsync("sub");
    }

    [Test]
    public async Task A_provider_that_changes_its_key_needs_no_restart()
    {
        await _client.SignInAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        _fake.Key = ProviderKey.AnotherRsa();

        Assert.That((await _client.SignInAsync()).Subject, Is.EqualTo("person-1"));
        Assert.That(_fake.Calls.Count(path => path == ProviderServer.Keys), Is.EqualTo(2));
    }

    [Test]
    public async Task Tokens_of_unknown_keys_do_not_make_the_server_read_the_keys_again_and_again()
    {
        await _client.SignInAsync();
        _fake.Sign = ProviderKey.AnotherRsa().Sign;

        for (var i = 0; i < 5; i++)
            await RefusedAsync("Signature");
        _clock.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 5; i++)
            await RefusedAsync("Signature");

        Assert.That(_fake.Calls.Count(path => path == ProviderServer.Keys), Is.EqualTo(2));
    }

    [Test]
    public async Task While_the_keys_cannot_be_read_those_that_are_known_count()
    {
        await _client.SignInAsync();
        _fake.Answer(ProviderServer.Discovery, 500, "planted");
        _clock.Advance(TimeSpan.FromHours(13));

        Assert.That((await _client.SignInAsync()).Subject, Is.EqualTo("person-1"));
        Assert.That(_fake.Calls.Count(path => path == ProviderServer.Discovery), Is.EqualTo(2));
    }

    private async Task RefusedAsync(string cause)
    {
        var error = await _client.FailAsync();
        Assert.That((error.Kind, error.ErrorCode), Is.EqualTo((ErrorKind.ModelFailed, "ProviderFailed")));
        Assert.That(_client.Log.Last(), Does.Contain(cause));
    }
}
