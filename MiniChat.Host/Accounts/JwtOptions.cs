namespace MiniChat.Host.Accounts;

/// <summary>How access tokens are made.</summary>
public sealed record JwtOptions
{
    /// <summary>The secret they are signed with: at least 32 bytes of UTF-8.</summary>
    public required string Secret { get; init; }

    /// <summary>How long they live when nobody says otherwise.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);
}
