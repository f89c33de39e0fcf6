using System.Text.Json.Nodes;
using MiniChat.Host.Accounts;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Accounts;

[TestFixture]
public sealed class JwtTests
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
        var (header, claims) = (ForgedToken.Part(_good, 0), ForgedToken.Part(_good, 1));

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
        var claims = ForgedToken.Part(_good, 1).ToJsonString();

        Assert.That(await CallerOf(ForgedToken.Sign(null, claims.Insert(1, "\"sub\":\"1\","))), Is.Null);
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

    [TestCase("[]")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("{")]
    [TestCase("")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[")]
    public async Task A_signed_payload_that_is_no_object_is_bad(string payload) =>
        Assert.That(await CallerOf(ForgedToken.Sign(null, payload)), Is.Null);

    [Test]
    public async Task An_expired_token_is_told_from_a_bad_one()
    {
        _accounts.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await CallerOf(_good), Is.Not.Null);
        _accounts.Clock.Advance(JwtClaims.Skew);

        var verdict = await _accounts.Tokens.VerifyAsync(_good, default);
        var forged = await _accounts.Tokens.VerifyAsync(Signed(key: "another secret, as long as the one for tests"), default);

        Assert.That((verdict.Caller, verdict.Expired), Is.EqualTo(((Caller?)null, true)));
        Assert.That((forged.Caller, forged.Expired), Is.EqualTo(((Caller?)null, false)));
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

    private Task<Caller?> CallerOf(string token) => _accounts.CallerOfAsync(token);

    private string Signed(Action<JsonObject>? change = null, string? header = null, string? key = null)
    {
        var claims = ForgedToken.Part(_good, 1);
        change?.Invoke(claims);
        return ForgedToken.Sign(header, claims.ToJsonString(), key);
    }
}
