namespace MiniChat.ServiceInterface.Accounts;

/// <summary>How often one address can register and fail to sign in. 0 is no limit.</summary>
public sealed record AccountLimits
{
    /// <summary>Accounts that one address can make in an hour.</summary>
    public int RegistrationsPerHour { get; init; } = 60;

    /// <summary>Sign-ins that one address can fail in an hour.</summary>
    public int FailedSignInsPerHour { get; init; } = 60;
}
