using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;
using MiniChat.Host.Identity;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Identity;

/// <summary>Sign-ins at an outside provider that does what it should.</summary>
[TestFixture]
internal sealed class ProviderFlowTests
{
    private readonly ManualClock _clock = new();
    private ProviderServer _fake = null!;

    [SetUp]
    public async Task Start() => _fake = await ProviderServer.StartAsync(_clock);

    [TearDown]
    public async Task Stop() => await _fake.DisposeAsync();

    [Test]
    public async Task The_address_of_the_sign_in_holds_what_ties_the_answer_to_it_and_no_secret()
    {
        using var client = Client();

        var address = await client.AuthorizeAsync();

        Assert.That(address.GetLeftPart(UriPartial.Path), Is.EqualTo($"{_fake.Address}/authorize"));
        var query = QueryHelpers.ParseQuery(address.Query).ToDictionary(part => part.Key, part => part.Value.ToString());
        Assert.That(
            query,
            Is.EquivalentTo(
                new Dictionary<string, string>
                {
                    ["response_type"] = "code",
                    ["client_id"] = ProviderServer.ClientId,
                    ["redirect_uri"] = ProviderServer.RedirectUri,
                    ["scope"] = "openid profile email",
                    ["state"] = "planted-state",
                    // echo -n planted-verifier | openssl sha256 -binary | basenc --base64url
                    ["code_challenge"] = "BX8UscSpXwrkYYEwT_AEa732-X4tYrvnnN15SVP5OCg",
                    ["code_challenge_method"] = "S256",
                    ["nonce"] = "planted-nonce",
                }
            )
        );
    }

    [Test]
    public async Task A_person_of_OpenID_Connect_is_who_the_provider_says()
    {
        using var client = Client();

        Assert.That(
            await client.SignInAsync(),
            Is.EqualTo(
                new OutsideIdentity
                {
                    Subject = "person-1",
                    UserName = "ada",
                    DisplayName = "Ada Lovelace",
                    Email = "ada@example.org",
                    IsEmailVerified = true,
                }
            )
        );
        Assert.That(client.Log, Is.Empty);
        Assert.That(client.Name, Is.EqualTo("oidc"));
    }

    [Test]
    public async Task The_discovery_document_and_the_keys_are_read_once_for_many_sign_ins()
    {
        using var client = Client();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.SignInAsync()));

        Assert.That(_fake.Calls.Count(path => path == ProviderServer.Discovery), Is.EqualTo(1));
        Assert.That(_fake.Calls.Count(path => path == ProviderServer.Keys), Is.EqualTo(1));
    }

    [TestCase(SecurityAlgorithms.RsaSha512)]
    [TestCase(SecurityAlgorithms.RsaSsaPssSha256)]
    [TestCase(SecurityAlgorithms.EcdsaSha256)]
    public async Task Other_signatures_with_a_public_key_are_good(string algorithm)
    {
        _fake.Key = algorithm == SecurityAlgorithms.EcdsaSha256 ? ProviderKey.Elliptic() : ProviderKey.Rsa(algorithm);
        using var client = Client();

        Assert.That((await client.SignInAsync()).Subject, Is.EqualTo("person-1"));
    }

    [Test]
    public async Task Without_an_address_for_claims_the_id_token_holds_them()
    {
        _fake.Describe = document => document.Remove("userinfo_endpoint");
        _fake.Claim = claims =>
        {
            claims["preferred_username"] = "from-token";
            claims["email"] = "token@example.org";
            claims["email_verified"] = "true";
        };
        using var client = Client();

        var person = await client.SignInAsync();

        Assert.That(
            (person.UserName, person.Email, person.IsEmailVerified),
            Is.EqualTo(("from-token", "token@example.org", true))
        );
    }

    [Test]
    public async Task An_address_is_not_verified_by_what_is_said_of_another_one()
    {
        _fake.Claims["email_verified"] = false;
        _fake.Claim = claims =>
        {
            claims["email"] = "token@example.org";
            claims["email_verified"] = true;
        };
        using var client = Client();

        var person = await client.SignInAsync();

        Assert.That((person.Email, person.IsEmailVerified), Is.EqualTo(("ada@example.org", false)));
    }

    [TestCase("basic", null, "basic")]
    [TestCase("post", null, "post")]
    [TestCase("basic", "client_secret_post client_secret_basic", "basic")]
    [TestCase("post", "client_secret_post private_key_jwt", "post")]
    [TestCase("none", "client_secret_post", "none")]
    public async Task The_client_proves_who_it_is_as_the_settings_or_the_provider_say(string how, string? listed, string setting)
    {
        _fake.Authentication = how;
        if (listed is not null)
            _fake.Describe = document =>
                document["token_endpoint_auth_methods_supported"] = new JsonArray([
                    .. listed.Split(' ').Select(method => JsonValue.Create(method)),
                ]);
        var options = _fake.OpenIdConnect() with
        {
            ClientSecret = how == "none" ? null : ProviderServer.ClientSecret,
            Authentication = listed is not null ? null : Enum.Parse<TokenAuthentication>(setting, ignoreCase: true),
        };
        using var client = Client(options);

        Assert.That((await client.SignInAsync()).Subject, Is.EqualTo("person-1"));
    }

    [Test]
    public async Task A_code_counts_only_with_its_own_verifier_and_once()
    {
        using var client = Client();
        var code = _fake.SignIn(await client.AuthorizeAsync());
        var other = _fake.SignIn(await client.AuthorizeAsync());
        await client.RedeemAsync(code);

        var again = await client.FailAsync(() => client.RedeemAsync(code));
        var stolen = await client.FailAsync(() =>
            client.RedeemAsync(other, ProviderClient.Secrets with { Verifier = "another" })
        );

        Assert.That(new[] { again.Kind, stolen.Kind }, Is.All.EqualTo(ErrorKind.Invalid));
        Assert.That(again.Message, Is.EqualTo("The sign-in service does not take the code: it was used before, or has expired."));
        Assert.That(client.Log.First(), Does.Contain("invalid_grant"));
    }

    [Test]
    public async Task Plain_OAuth_reads_the_claims_and_keeps_the_query_of_the_endpoint()
    {
        _fake.Authentication = "post";
        _fake.Claims = JsonNode.Parse(
            """{"user_id":12345678901234567890123,"nick":"ada","mail":"a@b.example","checked":true}"""
        )!;
        using var client = Client(
            _fake.PlainOAuth() with
            {
                Fields = new()
                {
                    Subject = "user_id",
                    UserName = "nick",
                    Email = "mail",
                    EmailVerified = "checked",
                },
            }
        );

        var address = await client.AuthorizeAsync();
        var person = await client.RedeemAsync(_fake.SignIn(address));

        Assert.That(address.Query, Does.StartWith("?tenant=a%20b&response_type=code&"));
        Assert.That(address.Query, Does.Not.Contain("nonce").And.Not.Contain("scope"));
        Assert.That(
            person,
            Is.EqualTo(
                new OutsideIdentity
                {
                    Subject = "12345678901234567890123",
                    UserName = "ada",
                    Email = "a@b.example",
                    IsEmailVerified = true,
                }
            )
        );
    }

    [TestCase(
        """[{"email":"b@x.example","primary":false,"verified":true},{"email":"a@x.example","primary":true,"verified":true}]""",
        "a@x.example"
    )]
    [TestCase("""[{"email":"a@x.example","primary":true,"verified":false}]""", null)]
    [TestCase("""[1,null]""", null)]
    public async Task GitHubs_address_is_the_first_one_that_it_has_verified(string emails, string? expected)
    {
        _fake.Authentication = "post";
        _fake.Claims = JsonNode.Parse("""{"id":583231,"login":"octocat","name":null,"email":"shown@x.example"}""")!;
        _fake.EmailList = JsonNode.Parse(emails)!;
        using var client = Client(GitHub());

        Assert.That(
            await client.SignInAsync(),
            Is.EqualTo(
                new OutsideIdentity
                {
                    Subject = "583231",
                    UserName = "octocat",
                    Email = expected,
                    IsEmailVerified = expected is not null,
                }
            )
        );
    }

    [Test]
    public async Task Who_does_not_let_GitHub_show_the_addresses_signs_in_without_one()
    {
        _fake.Authentication = "post";
        _fake.Claims = JsonNode.Parse("""{"id":1,"login":"octocat"}""")!;
        _fake.Answer(ProviderServer.Emails, 404, "{}");
        using var client = Client(GitHub());

        Assert.That((await client.SignInAsync()).Email, Is.Null);
    }

    [Test]
    public async Task GitHub_refuses_a_code_with_200_and_a_word_of_its_own()
    {
        _fake.Authentication = "post";
        _fake.Answer(ProviderServer.Token, 200, """{"error":"bad_verification_code","error_description":"planted"}""");
        using var client = Client(GitHub());

        Assert.That((await client.FailAsync()).Kind, Is.EqualTo(ErrorKind.Invalid));
    }

    private ProviderOptions GitHub() =>
        _fake.PlainOAuth() with
        {
            Name = "github",
            EmailsEndpoint = new Uri($"{_fake.Address}{ProviderServer.Emails}"),
            Fields = new() { Subject = "id", UserName = "login" },
        };

    private ProviderClient Client(ProviderOptions? options = null) => new(_fake, _clock, options);
}
