using Microsoft.AspNetCore.Identity;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Changes accounts that are there, and lets everybody know who remembers them.</summary>
/// <param name="users">Identity's manager.</param>
/// <param name="passwords">Hashes a new password.</param>
/// <param name="sessions">Ends sessions.</param>
/// <param name="keys">The API keys.</param>
/// <param name="events">Who has to hear of changes.</param>
public sealed class AccountChanges(
    UserManager<Account> users,
    Passwords passwords,
    SessionTokens sessions,
    IApiKeyStore keys,
    ISessionEvents events
)
{
    /// <summary>Gives the account a role.</summary>
    /// <param name="account">The account.</param>
    /// <param name="role">The role.</param>
    public async Task AddRoleAsync(Account account, string role)
    {
        if (account.Roles.Contains(role))
            return;
        account.Roles = [.. account.Roles, role];
        Check(await users.UpdateAsync(account));
        events.Publish(new SessionNews(account.Id, SessionId: null, Ended: false));
    }

    /// <summary>Gives the account another password, which ends its sessions and deletes its API keys.</summary>
    /// <param name="account">The account.</param>
    /// <param name="password">The new password.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task SetPasswordAsync(Account account, string password, CancellationToken cancel)
    {
        if (FieldRules.Password(password) is { } broken)
            RegistrationRules.ThrowIfAny([broken], ErrorKind.Invalid);
        account.PasswordHash = await passwords.TakeTurnAsync(() => passwords.HashAsync(password), cancel);
        Check(await users.UpdateSecurityStampAsync(account));
        // Whoever had the old password may have made them.
        await keys.DeleteAllAsync(account.Id, CancellationToken.None);
        await sessions.EndAllAsync(account.Id);
    }

    /// <summary>Deletes the account with all that is its own.</summary>
    /// <param name="account">The account.</param>
    public async Task DeleteAsync(Account account)
    {
        Check(await users.DeleteAsync(account));
        events.Publish(new SessionNews(account.Id, SessionId: null, Ended: true));
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new ServiceException(ErrorKind.Conflict, result.Errors.First().Description);
    }
}
