namespace MiniChat.Host.Identity;

/// <summary>The outside provider, as the settings describe it.</summary>
public sealed record ProviderOptions
{
    /// <summary>The name under which its people are kept.</summary>
    public required string Name { get; init; }

    /// <summary>Who this server is there.</summary>
    public required string ClientId { get; init; }

    /// <summary>Proves it; null for a public client, which has PKCE alone.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Where people come back to, to the letter as it is registered there.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>The issuer of OpenID Connect, to the letter as its discovery document says; null for plain OAuth 2.</summary>
    public string? Issuer { get; init; }

    /// <summary>Where people sign in; an issuer names its own.</summary>
    public Uri? AuthorizationEndpoint { get; init; }

    /// <summary>Where codes are redeemed; an issuer names its own.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>Where the claims are read; an issuer names its own, or has none.</summary>
    public Uri? UserInfoEndpoint { get; init; }

    /// <summary>Where a list of email addresses is read, in GitHub's form; null when the claims hold the address.</summary>
    public Uri? EmailsEndpoint { get; init; }

    /// <summary>What is asked for, parted by blanks; empty for what the provider gives by itself.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Which claim is what.</summary>
    public ProviderFields Fields { get; init; } = new();

    /// <summary>How this server proves who it is; null for what fits the provider.</summary>
    public TokenAuthentication? Authentication { get; init; }
}

/// <summary>The names of the claims; the defaults are OpenID Connect's (OpenID Connect Core, 5.1).</summary>
public sealed record ProviderFields
{
    /// <summary>Who it is: never changes, nobody else's.</summary>
    public string Subject { get; init; } = "sub";

    /// <summary>The name to sign in with.</summary>
    public string UserName { get; init; } = "preferred_username";

    /// <summary>The email address.</summary>
    public string Email { get; init; } = "email";

    /// <summary>Whether the provider knows that the address is theirs.</summary>
    public string EmailVerified { get; init; } = "email_verified";
}

/// <summary>How the client proves who it is at the token endpoint (RFC 6749, 2.3.1).</summary>
public enum TokenAuthentication
{
    /// <summary>In the header <c>Authorization</c>.</summary>
    Basic,

    /// <summary>In the form.</summary>
    Post,
}
