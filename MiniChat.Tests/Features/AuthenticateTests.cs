using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
public sealed class AuthenticateTests
{
    private TestAccounts _accounts = null!;

    [SetUp]
    public async Task Start()
    {
        _accounts = await TestAccounts.StartAsync();
        await _accounts.RegisterAsync("alice");
    }

    [TearDown]
    public async Task Stop() => await _accounts.DisposeAsync();

    [TestCase(null)]
    [TestCase("credentials")]
    [TestCase("login")]
    [TestCase("Credentials")]
    public async Task Credentials_sign_in_with_and_without_provider(string? provider)
    {
        var response = await PostAsync(
            new Authenticate
            {
                Provider = provider,
                UserName = "alice",
                Password = "right password",
            }
        );

        Assert.That(response.BearerToken, Is.Not.Null);
        Assert.That(response.AuthProvider, Is.Null);
    }

    [Test]
    public async Task Who_one_is_can_be_asked_by_get_and_by_an_empty_post()
    {
        var signedIn = await _accounts.SignInAsync("alice");
        var caller = await _accounts.CallerOfAsync(signedIn.BearerToken);

        var got = await _accounts.Services.Get(new Authenticate(), new Call { Caller = caller! }, default);
        var posted = await PostAsync(new Authenticate(), caller);

        Assert.That(posted with { Roles = null, Permissions = null }, Is.EqualTo(got with { Roles = null, Permissions = null }));
        Assert.That(got.UserId, Is.EqualTo(signedIn.UserId));
        Assert.That(got.SessionId, Is.EqualTo(signedIn.SessionId));
        Assert.That((got.UserName, got.AuthProvider), Is.EqualTo(("alice", "jwt")));
        Assert.That((got.BearerToken, got.RefreshToken), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public async Task Nobody_is_told_that_they_are_not_signed_in()
    {
        var error = await RefusedAsync(new Authenticate());

        Assert.That((error.Kind, error.Message), Is.EqualTo((ErrorKind.Unauthorized, "Not Authenticated")));
    }

    [Test]
    public async Task Missing_fields_are_told()
    {
        var both = await RefusedAsync(new Authenticate { Provider = "credentials" });
        var one = await RefusedAsync(new Authenticate { UserName = "alice" });

        Assert.That((both.Kind, both.ErrorCode), Is.EqualTo((ErrorKind.Invalid, "NotEmpty")));
        Assert.That(both.Errors.Select(error => error.FieldName), Is.EqualTo(new[] { "UserName", "Password" }));
        Assert.That(one.Errors.Select(error => error.FieldName), Is.EqualTo(new[] { "Password" }));
    }

    [Test]
    public async Task An_unknown_provider_is_not_found()
    {
        var error = await RefusedAsync(new Authenticate { Provider = "github" });

        Assert.That(error.Kind, Is.EqualTo(ErrorKind.NotFound));
        Assert.That(error.Message, Is.EqualTo("No configuration was added for OAuth provider 'github'"));
    }

    [TestCase("credentials", null)]
    [TestCase(null, "alice")]
    public async Task Credentials_are_not_taken_by_get(string? provider, string? name)
    {
        var request = new Authenticate { Provider = provider, UserName = name };

        var error = await Assert.ThrowsAsync<ServiceException>(() => _accounts.Services.Get(request, new Call(), default));

        Assert.That((error!.Kind, error.ErrorCode), Is.EqualTo((ErrorKind.NotSupported, "NotSupportedException")));
    }

    [Test]
    public async Task One_signs_out_by_every_way_and_nobody_may_too()
    {
        var logout = new Authenticate { Provider = "logout" };
        Func<Call, Task<AuthenticateResponse>>[] ways =
        [
            call => _accounts.Services.Post(logout, call, default),
            call => _accounts.Services.Get(logout, call, default),
            call => _accounts.Services.Post(new AuthenticateLogout(), call, default),
        ];
        foreach (var way in ways)
        {
            var token = (await _accounts.SignInAsync("alice")).BearerToken;
            var caller = await _accounts.CallerOfAsync(token);

            var response = await way(new Call { Caller = caller! });
            await way(new Call());

            Assert.That(response, Is.EqualTo(new AuthenticateResponse()));
            Assert.That(await _accounts.CallerOfAsync(token), Is.Null);
        }
    }

    [Test]
    public async Task A_refresh_token_gives_access_tokens_again_and_again()
    {
        var signedIn = await _accounts.SignInAsync("alice");
        _accounts.Clock.Advance(TimeSpan.FromDays(89));

        var first = await RefreshAsync(signedIn.RefreshToken);
        var second = await RefreshAsync(signedIn.RefreshToken);

        Assert.That((await _accounts.CallerOfAsync(first.AccessToken))?.SessionId, Is.EqualTo(signedIn.SessionId));
        Assert.That(second.AccessToken, Is.Not.EqualTo(first.AccessToken));
        _accounts.Clock.Advance(TimeSpan.FromDays(1));
        await Assert.ThrowsAsync<ServiceException>(() => RefreshAsync(signedIn.RefreshToken));
    }

    [Test]
    public async Task A_bad_refresh_token_is_told_from_a_missing_one()
    {
        var signedIn = await _accounts.SignInAsync("alice");
        foreach (var token in new[] { signedIn.BearerToken!, "x", new string('A', 43), signedIn.RefreshToken + "A" })
        {
            var bad = await Assert.ThrowsAsync<ServiceException>(() => RefreshAsync(token));
            Assert.That(
                (bad!.Kind, bad.ErrorCode, bad.Message),
                Is.EqualTo((ErrorKind.Invalid, "ArgumentException", "Token is invalid"))
            );
        }

        var missing = await Assert.ThrowsAsync<ServiceException>(() => RefreshAsync(""));

        Assert.That((missing!.Kind, missing.ErrorCode), Is.EqualTo((ErrorKind.Invalid, "ArgumentNullException")));
        Assert.That(missing.Errors[0].FieldName, Is.EqualTo("refreshToken"));
        Assert.That(await _accounts.CallerOfAsync(signedIn.RefreshToken), Is.Null, "a refresh token is no access token");
    }

    [Test]
    public async Task A_rotated_token_has_a_successor_and_its_second_use_ends_the_family()
    {
        var tokens = _accounts.Get<SessionTokens>();
        var signedIn = await _accounts.SignInAsync("alice");

        var second = await tokens.RotateAsync(signedIn.RefreshToken!, lifetime: null, default);
        var third = await tokens.RotateAsync(second!.RefreshToken, lifetime: null, default);
        var reused = await tokens.RotateAsync(second.RefreshToken, lifetime: null, default);

        Assert.That(third!.SessionId, Is.EqualTo(signedIn.SessionId));
        Assert.That(reused, Is.Null);
        Assert.That(await tokens.RotateAsync(third.RefreshToken, lifetime: null, default), Is.Null);
        Assert.That(await tokens.RefreshAsync(third.RefreshToken, default), Is.Null);
        Assert.That(await _accounts.CallerOfAsync(third.AccessToken), Is.Not.Null, "access tokens live on until they expire");
    }

    [Test]
    public async Task A_rotated_token_that_is_refreshed_with_ends_the_family_too()
    {
        var tokens = _accounts.Get<SessionTokens>();
        var signedIn = await _accounts.SignInAsync("alice");
        var second = await tokens.RotateAsync(signedIn.RefreshToken!, lifetime: null, default);

        Assert.That(await tokens.RefreshAsync(signedIn.RefreshToken!, default), Is.Null);
        Assert.That(await tokens.RotateAsync(second!.RefreshToken, lifetime: null, default), Is.Null);
    }

    private Task<AuthenticateResponse> PostAsync(Authenticate request, Caller? caller = null) =>
        _accounts.Services.Post(request, TestAccounts.From("10.0.0.1", caller), default);

    private async Task<ServiceException> RefusedAsync(Authenticate request) =>
        (await Assert.ThrowsAsync<ServiceException>(() => PostAsync(request)))!;

    private Task<GetAccessTokenResponse> RefreshAsync(string? token) =>
        _accounts.Services.Post(new GetAccessToken { RefreshToken = token }, new Call(), default);
}
