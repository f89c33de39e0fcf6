using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Accounts;

[TestFixture]
public sealed class JwtForgeryTests
{
    private TestAccounts _accounts = null!;
    private string _good = null!;

    [SetUp]
    public async Task Start()
    {
        _accounts = await TestAccounts.StartAsync();
        await _accounts.RegisterAsync("alice");
        _good = (await _accounts.SignInAsync("alice")).BearerToken!;
    }

    [TearDown]
    public async Task Stop() => await _accounts.DisposeAsync();

    [TestCase("none", "")]
    [TestCase("None", "")]
    [TestCase("none", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unsigned_token_is_bad(string algorithm, string signature)
    {
        var token = $"{ForgedToken.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{_good.Split('.')[1]}.{signature}";

        Assert.That(await CallerOf(token), Is.Null);
    }

    [TestCase("HS384")]
    [TestCase("HS512")]
    [TestCase("RS256")]
    [TestCase("hs256")]
    [TestCase("HS256 ")]
    public async Task Another_algorithm_is_bad(string algorithm) =>
        Assert.That(await CallerOf(Signed(header: $$"""{"alg":"{{algorithm}}","typ":"JWT"}""")), Is.Null);

    [Test]
    public async Task A_real_HS512_signature_is_bad()
    {
        var text = $"{ForgedToken.Encode("""{"alg":"HS512","typ":"JWT"}""")}.{_good.Split('.')[1]}";
        var signature = HMACSHA512.HashData(Encoding.UTF8.GetBytes(TestAccounts.Secret), Encoding.ASCII.GetBytes(text));

        Assert.That(await CallerOf($"{text}.{Base64Url.EncodeToString(signature)}"), Is.Null);
    }

    [Test]
    public async Task Another_key_is_bad() =>
        Assert.That(await CallerOf(Signed(key: "another secret, as long as the one for tests")), Is.Null);

    [Test]
    public async Task A_token_without_a_change_to_its_signature_is_bad_when_its_claims_change()
    {
        var parts = _good.Split('.');
        var claims = ForgedToken.Part(_good, 1);
        claims["sub"] = "2";

        Assert.That(await CallerOf($"{parts[0]}.{ForgedToken.Encode(claims.ToJsonString())}.{parts[2]}"), Is.Null);
    }

    [Test]
    public async Task A_signature_counts_only_whole_and_in_one_spelling()
    {
        var last = _good[^1];
        const string All = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        foreach (var other in All.Where(sign => sign != last))
            Assert.That(await CallerOf(_good[..^1] + other), Is.Null, $"{other}");
        foreach (
            var token in new[] { _good[..^1], _good[..^8], _good + "A", _good + "=", _good + " ", " " + _good, _good + "\n" }
        )
            Assert.That(await CallerOf(token), Is.Null, token);
    }

    [TestCase("""{"alg":"HS256"}""")]
    [TestCase("""{"alg":"HS256","typ":"JWTR"}""")]
    [TestCase("""{"alg":"HS256","typ":"at+jwt"}""")]
    [TestCase("""{"alg":"HS256","typ":1}""")]
    [TestCase("""{"alg":"HS256","typ":"JWT","crit":["x"],"x":1}""")]
    [TestCase("""{"alg":"HS256","typ":"JWT","crit":[]}""")]
    public async Task Another_kind_of_token_is_bad(string header) => Assert.That(await CallerOf(Signed(header: header)), Is.Null);

    [TestCase("\"kid\":\"../../../../dev/null\"")]
    [TestCase("\"kid\":\"' UNION SELECT 'x\"")]
    [TestCase("\"jku\":\"http://127.0.0.1:1/keys\"")]
    [TestCase("\"x5u\":\"http://127.0.0.1:1/cert\"")]
    [TestCase("\"jwk\":{\"kty\":\"oct\",\"k\":\"YW5vdGhlciBzZWNyZXQsIGFzIGxvbmcgYXMgdGhlIG9uZSBmb3IgdGVzdHM\"}")]
    [TestCase("\"x5c\":[\"MIIB\"]")]
    public async Task A_key_that_comes_with_the_token_is_ignored(string trick)
    {
        var header = $$"""{"alg":"HS256","typ":"JWT",{{trick}}}""";

        Assert.That(await CallerOf(Signed(header: header, key: "another secret, as long as the one for tests")), Is.Null);
        Assert.That(await CallerOf(Signed(header: header, key: "")), Is.Null);
        Assert.That(await CallerOf(Signed(header: header)), Is.Not.Null);
    }

    [Test]
    public async Task A_huge_token_is_bad_and_a_large_one_is_not()
    {
        Assert.That(await CallerOf(Signed(claims => claims["x"] = new string('x', 2000))), Is.Not.Null);
        Assert.That(await CallerOf(Signed(claims => claims["x"] = new string('x', 4000))), Is.Null);
        Assert.That(await CallerOf(new string('A', 10_000_000)), Is.Null);
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("a.b.c")]
    [TestCase("a.b.c.d.e")]
    [TestCase("null")]
    [TestCase("Bearer x")]
    [TestCase("\ud800.\ud800.\ud800")]
    [TestCase("éé.éé.éé")]
    public async Task Garbage_is_bad(string token) => Assert.That(await CallerOf(token), Is.Null);

    private Task<Caller?> CallerOf(string token) => _accounts.CallerOfAsync(token);

    private string Signed(Action<JsonObject>? change = null, string? header = null, string? key = null)
    {
        var claims = ForgedToken.Part(_good, 1);
        change?.Invoke(claims);
        return ForgedToken.Sign(header, claims.ToJsonString(), key);
    }
}
