namespace MiniChat.Stack;

/// <summary>Signs in (POST with credentials), signs out (provider <c>logout</c>), or tells who one is (GET, or POST with nothing).</summary>
/// <remarks>Source of the shape: ServiceStack's Authenticate.</remarks>
[Route("/auth", "GET,POST"), Route("/auth/{Provider}", "GET,POST"), Tag("auth")]
public sealed record Authenticate : IReturn<AuthenticateResponse>, IPost
{
    /// <summary><c>credentials</c> (the default where a name is given), <c>login</c> (the same) or <c>logout</c>.</summary>
    public string? Provider { get; set; }

    /// <summary>The account's name or email address.</summary>
    public string? UserName { get; set; }

    /// <summary>The password.</summary>
    public string? Password { get; set; }

    /// <summary>Accepted for clients that send it; sessions last as long either way.</summary>
    public bool? RememberMe { get; set; }
}

/// <summary>Signs out, as a message of its own.</summary>
[Tag("auth")]
public sealed record AuthenticateLogout : IReturn<AuthenticateResponse>, IPost;

/// <summary>Who has signed in, with the tokens of a new session.</summary>
public sealed record AuthenticateResponse : ISignedIn
{
    /// <summary>The account's number, as text.</summary>
    public string? UserId { get; set; }

    /// <inheritdoc/>
    public string? SessionId { get; set; }

    /// <summary>The account's name.</summary>
    public string? UserName { get; set; }

    /// <summary>The name to show.</summary>
    public string? DisplayName { get; set; }

    /// <inheritdoc/>
    public string? BearerToken { get; set; }

    /// <inheritdoc/>
    public string? RefreshToken { get; set; }

    /// <inheritdoc/>
    public DateTime? RefreshTokenExpiry { get; set; }

    /// <summary>The account's roles.</summary>
    public List<string>? Roles { get; set; }

    /// <summary>The account's permissions; none are used.</summary>
    public List<string>? Permissions { get; set; }

    /// <summary>How the caller was known, when one asks who one is: <c>jwt</c>, or <c>apikey</c>.</summary>
    public string? AuthProvider { get; set; }

    /// <inheritdoc/>
    public ISignedIn WithoutTokens() => this with { BearerToken = null, RefreshToken = null, RefreshTokenExpiry = null };
}

/// <summary>A response that may begin a session: the message host puts its tokens into cookies as well.</summary>
public interface ISignedIn
{
    /// <summary>The session's id.</summary>
    string? SessionId { get; }

    /// <summary>The access token: a JWT for <c>Authorization: Bearer</c>.</summary>
    string? BearerToken { get; }

    /// <summary>The refresh token, opaque.</summary>
    string? RefreshToken { get; }

    /// <summary>When the refresh token ends, in UTC.</summary>
    DateTime? RefreshTokenExpiry { get; }

    /// <summary>The same without its tokens, for who has them in cookies and wants them nowhere else.</summary>
    ISignedIn WithoutTokens();
}

/// <summary>A message after which the caller's program is to forget the cookies of its session.</summary>
public interface IEndsSession;
