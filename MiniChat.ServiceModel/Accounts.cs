using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Deletes the caller's own account with all that is its own, for good; running answers are stopped.</summary>
[Route("/account/delete", "POST"), Tag("auth"), ValidateIsAuthenticated, ValidateScope(Scopes.Account)]
public sealed record DeleteAccount : IPost, IReturnVoid, IEndsSession
{
    /// <summary>The account's password, where it has one.</summary>
    [ValidateMaximumLength(1000)]
    public string? Password { get; set; }

    /// <summary>The account's name, to confirm it, where it has no password since one signs in at an outside provider.</summary>
    [ValidateMaximumLength(320)]
    public string? UserName { get; set; }
}

/// <summary>Gives the caller's own account another password. All its sessions end, its API keys are deleted, and a new session begins.</summary>
[Route("/account/password", "POST"), Tag("auth"), ValidateIsAuthenticated, ValidateScope(Scopes.Account)]
public sealed record ChangePassword : IPost, IReturn<ChangePasswordResponse>
{
    /// <summary>The password as it is.</summary>
    [ValidateMaximumLength(1000)]
    public string Password { get; set; } = "";

    /// <summary>The new one.</summary>
    [ValidateMaximumLength(1000)]
    public string NewPassword { get; set; } = "";
}

/// <summary>The new session.</summary>
public sealed record ChangePasswordResponse : ISignedIn
{
    /// <summary>The new session's id.</summary>
    public string? SessionId { get; set; }

    /// <summary>The access token: a JWT for <c>Authorization: Bearer</c>.</summary>
    public string? BearerToken { get; set; }

    /// <summary>The refresh token, opaque.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>When the refresh token ends, in UTC.</summary>
    public DateTime? RefreshTokenExpiry { get; set; }

    /// <inheritdoc/>
    public ISignedIn WithoutTokens() => new ChangePasswordResponse { SessionId = SessionId };
}

/// <summary>Lists the outside providers at which people can sign in.</summary>
[Route("/auth/providers", "GET"), Tag("auth")]
public sealed record FindProviders : IGet, IReturn<FindProvidersResponse>;

/// <summary>The outside providers.</summary>
public sealed record FindProvidersResponse
{
    /// <summary>The providers; none where only this server knows people.</summary>
    public List<ProviderItem> Results { get; set; } = [];
}

/// <summary>An outside provider.</summary>
public sealed record ProviderItem
{
    /// <summary>Its name: <c>/sign-in/{name}?continue=/path</c> leads a browser there and back.</summary>
    public string Name { get; set; } = "";
}
