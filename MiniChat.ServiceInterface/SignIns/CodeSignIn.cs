namespace MiniChat.ServiceInterface.SignIns;

/// <summary>A sign-in by code that was begun. Its state and its browser are known by their hashes alone.</summary>
public sealed record CodeSignIn
{
    /// <summary>The hash of the state, which leads through the sign-in.</summary>
    public required string StateHash { get; init; }

    /// <summary>Who knows the person: the outside provider's name; empty for this server itself.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The hash of what the browser that began it keeps in a cookie.</summary>
    public required string BrowserHash { get; init; }

    /// <summary>The allowed origin whose page began it; null where none did.</summary>
    public string? Origin { get; init; }

    /// <summary>The secret of PKCE, for an outside provider; gone after the use.</summary>
    public string? Verifier { get; init; }

    /// <summary>What the outside provider's id token must hold; gone after the use.</summary>
    public string? Nonce { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it means nothing any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was finished.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>Whether it was begun by who comes back: a browser has to bring its cookie, a program need not.</summary>
    /// <param name="visitor">Who comes back.</param>
    public bool IsOf(Visitor visitor)
    {
        if (visitor.Browser is { } secret)
            return SignInSecrets.HashOf(secret) == BrowserHash;
        // A page of another site cannot have the cookie. That it began what it finishes, it checks itself, by the state.
        return !visitor.IsBrowser || (visitor.Origin is not null && visitor.Origin == Origin);
    }
}

/// <summary>Who begins or finishes a sign-in, as far as the request tells.</summary>
/// <param name="IsBrowser">Whether it is a browser.</param>
/// <param name="Browser">What it keeps in the cookie; null where it brings none.</param>
/// <param name="Origin">The allowed origin whose page calls; null where none does.</param>
public sealed record Visitor(bool IsBrowser, string? Browser, string? Origin);
