namespace MiniChat.Stack;

/// <summary>Makes an account. Source of the shape: ServiceStack's Register.</summary>
[Route("/register", "POST"), Tag("auth")]
public sealed record Register : IPost, IReturn<RegisterResponse>
{
    /// <summary>The name to sign in with; a name or an email is needed.</summary>
    public string? UserName { get; set; }

    /// <summary>The first name.</summary>
    public string? FirstName { get; set; }

    /// <summary>The last name.</summary>
    public string? LastName { get; set; }

    /// <summary>The name to show.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The email address; one can sign in with it too.</summary>
    public string? Email { get; set; }

    /// <summary>The password, 8 to 128 characters, taken exactly as it is.</summary>
    public string? Password { get; set; }

    /// <summary>The password once more; must be equal where it is given.</summary>
    public string? ConfirmPassword { get; set; }

    /// <summary>True signs the new account in at once.</summary>
    public bool? AutoLogin { get; set; }
}

/// <summary>The account that was made; with tokens when it was signed in at once.</summary>
public sealed record RegisterResponse : ISignedIn
{
    /// <summary>The account's number, as text.</summary>
    public string UserId { get; set; } = "";

    /// <summary>The account's name.</summary>
    public string UserName { get; set; } = "";

    /// <inheritdoc/>
    public string? SessionId { get; set; }

    /// <inheritdoc/>
    public string? BearerToken { get; set; }

    /// <inheritdoc/>
    public string? RefreshToken { get; set; }

    /// <inheritdoc/>
    public DateTime? RefreshTokenExpiry { get; set; }

    /// <summary>The account's roles, when signed in.</summary>
    public List<string>? Roles { get; set; }

    /// <summary>The account's permissions, when signed in.</summary>
    public List<string>? Permissions { get; set; }

    /// <inheritdoc/>
    public ISignedIn WithoutTokens() => this with { BearerToken = null, RefreshToken = null, RefreshTokenExpiry = null };
}
