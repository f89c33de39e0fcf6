namespace MiniChat.ServiceInterface.SignIns;

/// <summary>An outside server where people sign in, by OAuth 2's authorization code with PKCE (RFC 6749, RFC 7636, RFC 9700).</summary>
public interface IIdentityProvider
{
    /// <summary>The provider's name, under which its people are kept; never empty.</summary>
    string Name { get; }

    /// <summary>The address at which a person signs in, and from where they come back to the redirect address with a code.</summary>
    /// <param name="secrets">What the request carries.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="Stack.ServiceException">The provider cannot be reached, or is not what the settings say.</exception>
    Task<Uri> AuthorizeAsync(ProviderSecrets secrets, CancellationToken cancel);

    /// <summary>Who it was that signed in: the code is redeemed, and the person's claims are read and checked.</summary>
    /// <param name="code">The code as it came back.</param>
    /// <param name="secrets">What the request carried.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="Stack.ServiceException">
    /// The provider refuses the code (invalid), cannot be reached, or answers what cannot be trusted. No secret is in the sentence.
    /// </exception>
    Task<OutsideIdentity> RedeemAsync(string code, ProviderSecrets secrets, CancellationToken cancel);
}

/// <summary>What ties a provider's answer to the request: all random, 256 bits each.</summary>
/// <param name="State">Comes back beside the code.</param>
/// <param name="Verifier">The secret of PKCE: its hash goes out first, it itself with the code.</param>
/// <param name="Nonce">Comes back inside the id token, where there is one.</param>
public sealed record ProviderSecrets(string State, string Verifier, string Nonce);

/// <summary>Somebody as the provider knows them.</summary>
public sealed record OutsideIdentity
{
    /// <summary>Who it is at the provider; it never changes and is nobody else's.</summary>
    public required string Subject { get; init; }

    /// <summary>The name they have there, as a wish: here it may be taken, or not be allowed.</summary>
    public string? UserName { get; init; }

    /// <summary>The name to show.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The email address.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the provider says that the address is theirs.</summary>
    public bool IsEmailVerified { get; init; }
}
