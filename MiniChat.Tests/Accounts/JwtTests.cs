using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MiniChat.Host.Accounts;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Accounts;

[TestFixture]
public sealed class JwtTests
{
    private TestAccounts _accounts = null!;
    private string _good = null!;

    [SetUp]
    public async Task SignIn()
    {
        _accounts = await TestAccounts.StartAsync();
        await _accounts.RegisterAsync("alice");
        _good = (await _accounts.SignInAsync("alice")).BearerToken!;
    }

    [TearDown]
    public async Task Stop() => await _accounts.DisposeAsync();

    [Test]
    public async Task A_token_tells_who_it_belongs_to()
    {
        var caller = await _accounts.CallerOfAsync(_good);

        Assert.That(caller?.UserName, Is.EqualTo("alice"));
        Assert.That(caller?.Roles, Is.EqualTo(new[] { "User" }));
        Assert.That(caller?.SessionId, Is.Not.Empty);
        Assert.That(caller?.TokenId, Is.Not.Empty);
    }

    [Test]
    public void A_token_holds_the_claims_that_clients_look_at()
    {
        var (header, claims) = (Part(_good, 0), Part(_good, 1));

        Assert.That(header.ToJsonString(), Is.EqualTo("""{"alg":"HS256","typ":"JWT"}"""));
        Assert.That((string?)claims["sub"], Is.EqualTo("1"));
        Assert.That((long?)claims["identity"], Is.EqualTo(1));
        Assert.That((string?)claims["preferred_username"], Is.EqualTo("alice"));
        Assert.That((string?)claims["username"], Is.EqualTo("alice"));
        Assert.That(claims["roles"]!.ToJsonString(), Is.EqualTo("""["User"]"""));
        Assert.That((string?)claims["iss"], Is.EqualTo("minichat"));
        Assert.That((string?)claims["aud"], Is.EqualTo("minichat"));
        Assert.That((long?)claims["exp"] - (long?)claims["iat"], Is.EqualTo(3600));
        Assert.That((long?)claims["nbf"], Is.EqualTo((long?)claims["iat"]));
        Assert.That(claims.ContainsKey("jti") && claims.ContainsKey("sid"));
    }

    [Test]
    public async Task A_token_signed_with_the_same_claims_is_good()
    {
        // So that what the tests below refuse is refused for the one thing they change.
        Assert.That(await CallerOf(Signed()), Is.Not.Null);
        Assert.That(await CallerOf(Signed(claims => claims.Remove("nbf"))), Is.Not.Null);
    }

    [TestCase("none", "")]
    [TestCase("None", "")]
    [TestCase("none", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unsigned_token_is_bad(string algorithm, string signature)
    {
        var token = $"{Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{_good.Split('.')[1]}.{signature}";

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
        var text = $"{Encode("""{"alg":"HS512","typ":"JWT"}""")}.{_good.Split('.')[1]}";
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
        var claims = Part(_good, 1);
        claims["sub"] = "2";

        Assert.That(await CallerOf($"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}"), Is.Null);
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

    [TestCase("exp")]
    [TestCase("iat")]
    [TestCase("iss")]
    [TestCase("aud")]
    [TestCase("sub")]
    [TestCase("sid")]
    [TestCase("jti")]
    public async Task A_missing_claim_is_bad(string name) =>
        Assert.That(await CallerOf(Signed(claims => claims.Remove(name))), Is.Null);

    [TestCase("exp", "\"9999999999\"")]
    [TestCase("exp", "null")]
    [TestCase("exp", "true")]
    [TestCase("exp", "0")]
    [TestCase("exp", "-1")]
    [TestCase("exp", "1e300")]
    [TestCase("exp", "99999999999999999999")]
    [TestCase("exp", "[1795262400]")]
    [TestCase("exp", "{}")]
    [TestCase("nbf", "\"1\"")]
    [TestCase("iat", "\"1\"")]
    [TestCase("iss", "\"other\"")]
    [TestCase("iss", "\"MiniChat\"")]
    [TestCase("iss", "[\"minichat\"]")]
    [TestCase("aud", "\"other\"")]
    [TestCase("aud", "{}")]
    [TestCase("sub", "1")]
    [TestCase("sub", "\"\"")]
    [TestCase("sub", "\"2\"")]
    [TestCase("sub", "\"01\"")]
    [TestCase("sub", "\"+1\"")]
    [TestCase("sub", "\" 1\"")]
    [TestCase("sub", "\"1.0\"")]
    [TestCase("sub", "\"-1\"")]
    [TestCase("sub", "\"0\"")]
    [TestCase("sub", "\"alice\"")]
    [TestCase("sub", "\"1 OR 1=1\"")]
    [TestCase("sub", "\"99999999999999999999\"")]
    [TestCase("sub", "null")]
    [TestCase("sub", "[\"1\"]")]
    [TestCase("sub", "{\"id\":1}")]
    [TestCase("sid", "\"x\"")]
    [TestCase("sid", "1")]
    [TestCase("jti", "{}")]
    public async Task An_odd_claim_is_bad(string name, string json) =>
        Assert.That(await CallerOf(Signed(claims => claims[name] = JsonNode.Parse(json))), Is.Null);

    [Test]
    public async Task A_claim_given_twice_is_bad()
    {
        var claims = Part(_good, 1).ToJsonString();

        Assert.That(await CallerOf(Sign(null, claims.Insert(1, "\"sub\":\"1\","))), Is.Null);
    }

    [Test]
    public async Task A_token_that_lives_longer_than_seven_days_is_bad()
    {
        Assert.That(await CallerOf(Signed(claims => claims["exp"] = (long)claims["iat"]! + (7 * 86_400))), Is.Not.Null);
        Assert.That(await CallerOf(Signed(claims => claims["exp"] = (long)claims["iat"]! + (7 * 86_400) + 1)), Is.Null);
    }

    [Test]
    public async Task A_token_of_the_future_is_bad_until_then()
    {
        var token = Signed(claims => claims["nbf"] = (long)claims["nbf"]! + 60);
        var issued = Signed(claims => claims["iat"] = (long)claims["iat"]! + 60);

        Assert.That(await CallerOf(token), Is.Null);
        Assert.That(await CallerOf(issued), Is.Null);
        _accounts.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.That(await CallerOf(token), Is.Not.Null);
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

    [TestCase("[]")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("{")]
    [TestCase("")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[")]
    public async Task A_signed_payload_that_is_no_object_is_bad(string payload) =>
        Assert.That(await CallerOf(Sign(null, payload)), Is.Null);

    [Test]
    public async Task An_expired_token_is_told_from_a_bad_one()
    {
        _accounts.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await CallerOf(_good), Is.Not.Null);
        _accounts.Clock.Advance(JwtClaims.Skew);

        var verdict = await _accounts.Tokens.VerifyAsync(_good, default);
        var forged = await _accounts.Tokens.VerifyAsync(Signed(key: "another secret, as long as the one for tests"), default);

        Assert.That((verdict.Caller, verdict.Expired), Is.EqualTo(((MiniChat.Stack.Caller?)null, true)));
        Assert.That((forged.Caller, forged.Expired), Is.EqualTo(((MiniChat.Stack.Caller?)null, false)));
    }

    [Test]
    public void A_token_with_the_longest_names_is_still_short_enough()
    {
        var local = new string('я', 125);
        var account = new Account
        {
            Id = long.MaxValue,
            UserName = local + "@b.c",
            Email = local + "@b.c",
        };

        var token = _accounts.Get<JwtTokens>().Issue(account, new string('s', 22), TimeSpan.FromDays(7));

        Assert.That(token, Has.Length.LessThan(JwtTokens.Longest));
    }

    private Task<MiniChat.Stack.Caller?> CallerOf(string token) => _accounts.CallerOfAsync(token);

    private string Signed(Action<JsonObject>? change = null, string? header = null, string? key = null)
    {
        var claims = Part(_good, 1);
        change?.Invoke(claims);
        return Sign(header, claims.ToJsonString(), key);
    }

    private static string Sign(string? header, string payload, string? key = null)
    {
        var text = $"{Encode(header ?? """{"alg":"HS256","typ":"JWT"}""")}.{Encode(payload)}";
        var bytes = Encoding.UTF8.GetBytes(key ?? TestAccounts.Secret);
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(bytes, Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();
}
