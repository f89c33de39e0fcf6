namespace MiniChat.Host.Accounts;

/// <summary>The admin that the configuration names.</summary>
public sealed record AdminOptions
{
    /// <summary>The name; null when no admin is configured.</summary>
    public string? UserName { get; init; }

    /// <summary>The password; needed when the account is not there yet.</summary>
    public string? Password { get; init; }

    /// <summary>The email address, if there is one.</summary>
    public string? Email { get; init; }
}
