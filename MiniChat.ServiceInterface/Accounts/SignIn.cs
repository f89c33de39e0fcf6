using System.Net;
using Microsoft.AspNetCore.Identity;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Checks who somebody is by name and password. Every door that takes passwords asks here.</summary>
/// <param name="users">Identity's manager.</param>
/// <param name="passwords">Verifies the password.</param>
/// <param name="guard">Keeps guessers out.</param>
public sealed class SignIn(UserManager<Account> users, Passwords passwords, AttemptGuard guard)
{
    /// <summary>The account whose name or address, and password, these are.</summary>
    /// <param name="name">The name or the email address.</param>
    /// <param name="password">The password.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">They are nobody's, or there were too many wrong ones.</exception>
    public async Task<Account> CheckAsync(string name, string password, IPAddress? address, CancellationToken cancel)
    {
        var account = await FindAsync(name);
        var attempt = guard.SignIn(account, name, address);
        // Who is locked out does not even get into the line.
        await guard.CheckAsync(attempt, cancel);
        return await passwords.TakeTurnAsync(
            async () =>
            {
                await guard.ReserveAsync(attempt, cancel);
                if (!await passwords.VerifyAsync(account, password))
                    throw new ServiceException(ErrorKind.Unauthorized, "Invalid Username or Password");
                await guard.ForgetAsync(attempt);
                return account!;
            },
            cancel
        );
    }

    private async Task<Account?> FindAsync(string name)
    {
        if (name.Length is 0 or > FieldRules.EmailLength)
            return null;
        return name.AsSpan().ContainsAny('@', '＠') ? await users.FindByEmailAsync(name) : await users.FindByNameAsync(name);
    }
}
