using MiniChat.Stack;

namespace MiniChat.Tests.Stack;

/// <summary>Knows these tokens: <c>good-NAME</c>, <c>expired-NAME</c>, <c>key-SCOPE-SCOPE…</c>; refresh tokens: <c>refresh-NAME</c>.</summary>
public sealed class TestAuthority : ITokenAuthority
{
    public TimeSpan AccessTokenLifetime => TimeSpan.FromHours(1);

    public int Verified { get; private set; }

    public IDisposable WhenEnded(Caller caller, Action ended) => new CancellationTokenSource();

    public ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancel)
    {
        Verified++;
        if (token == "down")
            throw new ServiceException(ErrorKind.Unavailable, "The store is away.");
        if (token.StartsWith("expired-", StringComparison.Ordinal))
            return new(new TokenVerdict(null, Expired: true));
        if (token.StartsWith("key-", StringComparison.Ordinal))
            return new(new TokenVerdict(KeyOf(token[4..].Split('-')), Expired: false));
        if (!token.StartsWith("good-", StringComparison.Ordinal))
            return default;
        var name = token[5..].TrimEnd('.');
        return new(
            new TokenVerdict(
                new Caller
                {
                    AccountId = 1,
                    UserName = name,
                    Roles = name == "root" ? ["Admin"] : [],
                },
                false
            )
        );
    }

    public static Caller KeyOf(params string[] scopes) =>
        new()
        {
            AccountId = 1,
            UserName = "key",
            KeyId = 1,
            Scopes = scopes,
            Roles = ["Admin"],
        };

    public Task<string?> RefreshAsync(string refreshToken, CancellationToken cancel) =>
        Task.FromResult(refreshToken.StartsWith("refresh-", StringComparison.Ordinal) ? $"good-{refreshToken[8..]}" : null);
}

/// <summary>The messages about sessions, as a product would answer them.</summary>
public sealed class TestAccountServices(ITokenAuthority authority) : IService
{
    public Task<AuthenticateResponse> Get(Authenticate request, Caller caller) => Post(request, caller);

    public Task<AuthenticateResponse> Post(Authenticate request, Caller caller)
    {
        if (string.Equals(request.Provider, "logout", StringComparison.OrdinalIgnoreCase))
            return Task.FromResult(new AuthenticateResponse());
        if (request.UserName is null)
            return caller.IsAuthenticated
                ? Task.FromResult(new AuthenticateResponse { UserName = caller.UserName })
                : throw new ServiceException(ErrorKind.Unauthorized, "Not Authenticated");
        return Task.FromResult(
            new AuthenticateResponse
            {
                UserName = request.UserName,
                BearerToken = $"good-{request.UserName}",
                RefreshToken = $"refresh-{request.UserName}",
                RefreshTokenExpiry = new DateTime(2026, 1, 3, 3, 4, 5, DateTimeKind.Utc),
            }
        );
    }

    public Task<AuthenticateResponse> Post(AuthenticateLogout request) => Task.FromResult(new AuthenticateResponse());

    public Task<RegisterResponse> Post(Register request) =>
        Task.FromResult(new RegisterResponse { UserId = "1", UserName = "new" });

    public async Task<GetAccessTokenResponse> Post(GetAccessToken request, CancellationToken cancel) =>
        new()
        {
            AccessToken =
                await authority.RefreshAsync(request.RefreshToken ?? "", cancel)
                ?? throw new ServiceException(ErrorKind.Unauthorized, "The refresh token is not good.")
                {
                    ErrorCode = "TokenException",
                },
        };
}
