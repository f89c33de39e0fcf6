namespace MiniChat.Stack;

/// <summary>A new access token for a refresh token, which stays as it is. Source of the shape: ServiceStack's GetAccessToken.</summary>
[Route("/access-token", "POST"), Tag("auth")]
public sealed record GetAccessToken : IPost, IReturn<GetAccessTokenResponse>
{
    /// <summary>The refresh token; absent, the cookie <c>ss-reftok</c> is used.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>Accepted for clients that send it; the cookie is set either way.</summary>
    public bool? UseTokenCookie { get; set; }
}

/// <summary>The new access token; empty when the refresh token came by cookie, since the new one then does too.</summary>
public sealed record GetAccessTokenResponse
{
    /// <summary>The access token.</summary>
    public string? AccessToken { get; set; }
}
