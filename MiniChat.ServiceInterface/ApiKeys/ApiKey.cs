using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.ServiceInterface.ApiKeys;

/// <summary>An API key as it is kept: without its text.</summary>
public sealed record ApiKey
{
    /// <summary>The key's number, given by the store; 0 before. It is never given again.</summary>
    public long Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>What it is for, in its owner's words.</summary>
    public required string Name { get; init; }

    /// <summary>Its first characters.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it can be used for.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasExpired(DateTimeOffset now) => now >= ExpiresAt;
}

/// <summary>A key and whose it is.</summary>
/// <param name="Key">The key.</param>
/// <param name="Account">The account.</param>
public sealed record AccountKey(ApiKey Key, Account Account);
