using System.Net;
using Microsoft.AspNetCore.Identity;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Sees to it that the configured admin is there. Nobody becomes one otherwise.</summary>
/// <param name="users">Identity's manager.</param>
/// <param name="registration">Makes the account.</param>
/// <param name="passwords">Verifies the password.</param>
/// <param name="changes">Promotes the account.</param>
/// <param name="identities">Who of an outside provider has it.</param>
public sealed class AdminAccount(
    UserManager<Account> users,
    Registration registration,
    Passwords passwords,
    AccountChanges changes,
    IIdentityStore identities
)
{
    /// <summary>Makes the account, or promotes the one that has the name.</summary>
    /// <param name="admin">Name, and password and address where they are given.</param>
    /// <param name="cancel">The server stops.</param>
    /// <exception cref="ServiceException">Name, address or password cannot be used.</exception>
    public async Task EnsureAsync(Register admin, CancellationToken cancel)
    {
        var account = await users.FindByNameAsync(admin.UserName!);
        if (account is null)
        {
            account = await registration.RegisterAsync(admin, IPAddress.None, cancel);
            await changes.AddRoleAsync(account, AccountRoles.Admin);
            return;
        }
        if (account.Roles.Contains(AccountRoles.Admin))
            return;
        // Somebody may have registered the name before it was configured: only who knows the configured password is promoted.
        if (!string.IsNullOrEmpty(admin.Password) && !await IsPasswordAsync(account, admin.Password, cancel))
        {
            await identities.DeleteAllAsync(account.Id, cancel);
            await changes.SetPasswordAsync(account, admin.Password, cancel);
        }
        await changes.AddRoleAsync(account, AccountRoles.Admin);
    }

    private Task<bool> IsPasswordAsync(Account account, string password, CancellationToken cancel) =>
        passwords.TakeTurnAsync(() => passwords.VerifyAsync(account, password), cancel);
}
