using Microsoft.AspNetCore.Identity;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Gives Identity our canonical forms.</summary>
public sealed class AccountNormalizer : ILookupNormalizer
{
    /// <inheritdoc/>
    public string? NormalizeName(string? name) => name is null ? null : AccountNames.Canonical(name);

    /// <inheritdoc/>
    public string? NormalizeEmail(string? email) => email is null ? null : AccountNames.Canonical(email);
}
