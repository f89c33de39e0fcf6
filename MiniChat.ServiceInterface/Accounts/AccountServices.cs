using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Registering, signing in and out, and renewing access tokens.</summary>
/// <param name="registration">Makes accounts.</param>
/// <param name="signIn">Checks passwords.</param>
/// <param name="sessions">Begins and ends sessions.</param>
public sealed class AccountServices(Registration registration, SignIn signIn, SessionTokens sessions) : IService
{
    /// <summary>Makes an account.</summary>
    public async Task<RegisterResponse> Post(Register request, Call call, CancellationToken cancel)
    {
        var account = await registration.RegisterAsync(request, call.Address, cancel);
        var response = new RegisterResponse { UserId = account.Id.ToString(), UserName = account.UserName };
        if (request.AutoLogin != true)
            return response;
        var begun = await sessions.BeginAsync(account, lifetime: null, cancel);
        return response with
        {
            SessionId = begun.SessionId,
            BearerToken = begun.AccessToken,
            RefreshToken = begun.RefreshToken,
            RefreshTokenExpiry = begun.RefreshTokenExpiry.UtcDateTime,
            Roles = [.. account.Roles],
            Permissions = [],
        };
    }

    /// <summary>Tells who one is, or signs out.</summary>
    public Task<AuthenticateResponse> Get(Authenticate request, Call call, CancellationToken cancel)
    {
        if (ProviderOf(request) == Provider.Credentials)
        {
            throw new ServiceException(ErrorKind.NotSupported, "Credentials are sent by POST, in the body.")
            {
                ErrorCode = "NotSupportedException",
            };
        }
        return Post(request, call, cancel);
    }

    /// <summary>Signs in, signs out, or tells who one is.</summary>
    public Task<AuthenticateResponse> Post(Authenticate request, Call call, CancellationToken cancel) =>
        ProviderOf(request) switch
        {
            Provider.Credentials => SignInAsync(request, call, cancel),
            Provider.Logout => SignOutAsync(call.Caller),
            _ => Task.FromResult(WhoIs(call.Caller)),
        };

    /// <summary>Signs out.</summary>
    public Task<AuthenticateResponse> Post(AuthenticateLogout request, Call call, CancellationToken cancel) =>
        SignOutAsync(call.Caller);

    /// <summary>A new access token for a refresh token.</summary>
    public async Task<GetAccessTokenResponse> Post(GetAccessToken request, Call call, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(request.RefreshToken))
            throw ServiceException.ForField("refreshToken", "ArgumentNullException", "'refreshToken' must not be empty.");
        var token = await sessions.RefreshAsync(request.RefreshToken, cancel);
        return token is not null
            ? new GetAccessTokenResponse { AccessToken = token }
            : throw new ServiceException(ErrorKind.Invalid, "Token is invalid") { ErrorCode = "ArgumentException" };
    }

    private async Task<AuthenticateResponse> SignInAsync(Authenticate request, Call call, CancellationToken cancel)
    {
        var missing = new List<ResponseError>();
        if (string.IsNullOrEmpty(request.UserName))
            missing.Add(FieldRules.Missing("UserName", "User Name"));
        if (string.IsNullOrEmpty(request.Password))
            missing.Add(FieldRules.Missing("Password", "Password"));
        RegistrationRules.ThrowIfAny(missing, ErrorKind.Invalid);

        var account = await signIn.CheckAsync(request.UserName!, request.Password!, call.Address, cancel);
        var begun = await sessions.BeginAsync(account, lifetime: null, cancel);
        return new AuthenticateResponse
        {
            UserId = account.Id.ToString(),
            SessionId = begun.SessionId,
            UserName = account.UserName,
            DisplayName = account.DisplayName,
            BearerToken = begun.AccessToken,
            RefreshToken = begun.RefreshToken,
            RefreshTokenExpiry = begun.RefreshTokenExpiry.UtcDateTime,
            Roles = [.. account.Roles],
            Permissions = [],
        };
    }

    private async Task<AuthenticateResponse> SignOutAsync(Caller caller)
    {
        if (caller.KeyId is not null)
            throw new ServiceException(ErrorKind.Invalid, "An API key does not sign out; delete it with DeleteApiKey.");
        if (caller.SessionId is not null)
            await sessions.EndAsync(caller.AccountId, caller.SessionId);
        return new AuthenticateResponse();
    }

    private static AuthenticateResponse WhoIs(Caller caller)
    {
        if (!caller.IsAuthenticated)
            throw new ServiceException(ErrorKind.Unauthorized, "Not Authenticated");
        // Anybody may send the message, so its attribute cannot ask for the scope.
        if (!caller.HasScope(Scopes.Account))
            throw ServiceException.ForScope(Scopes.Account);
        return new AuthenticateResponse
        {
            UserId = caller.AccountId.ToString(),
            SessionId = caller.SessionId,
            UserName = caller.UserName,
            DisplayName = caller.DisplayName,
            Roles = [.. caller.Roles],
            Permissions = [],
            AuthProvider = caller.KeyId is null ? "jwt" : "apikey",
        };
    }

    private static Provider ProviderOf(Authenticate request)
    {
        if (string.IsNullOrEmpty(request.Provider))
            return string.IsNullOrEmpty(request.UserName) && string.IsNullOrEmpty(request.Password)
                ? Provider.None
                : Provider.Credentials;
        return request.Provider.ToLowerInvariant() switch
        {
            "credentials" or "login" => Provider.Credentials,
            "logout" => Provider.Logout,
            _ => throw new ServiceException(
                ErrorKind.NotFound,
                $"No configuration was added for OAuth provider '{request.Provider[..Math.Min(request.Provider.Length, 64)]}'"
            ),
        };
    }

    private enum Provider
    {
        None,
        Credentials,
        Logout,
    }
}
