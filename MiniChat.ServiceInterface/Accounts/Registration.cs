using System.Net;
using Microsoft.AspNetCore.Identity;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Makes accounts.</summary>
/// <param name="users">Identity's manager.</param>
/// <param name="passwords">Hashes the password.</param>
/// <param name="guard">Keeps mass registrations out.</param>
/// <param name="clock">The time.</param>
public sealed class Registration(UserManager<Account> users, Passwords passwords, AttemptGuard guard, TimeProvider clock)
{
    /// <summary>Makes an account with the role of everybody.</summary>
    /// <param name="request">Name or address, and password.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">It is not right, taken, or one too many.</exception>
    public async Task<Account> RegisterAsync(Register request, IPAddress? address, CancellationToken cancel)
    {
        var account = RegistrationRules.AccountOf(request, clock.GetUtcNow());
        var attempt = guard.Registration(address);
        await guard.CheckAsync(attempt, cancel);
        // What is taken already costs no hash; what is taken meanwhile, the store tells.
        if (await TakenAsync(account) is var taken and not Taken.Nothing)
            throw RegistrationRules.TakenError(taken, request);
        return await passwords.TakeTurnAsync(
            async () =>
            {
                await guard.ReserveAsync(attempt, cancel);
                try
                {
                    account.PasswordHash = await passwords.HashAsync(request.Password!);
                    await CreateAsync(account, request);
                    return account;
                }
                catch
                {
                    await guard.ForgetAsync(attempt);
                    throw;
                }
            },
            cancel
        );
    }

    private async Task<Taken> TakenAsync(Account account)
    {
        var taken = Taken.Nothing;
        if (await users.FindByNameAsync(account.UserName) is not null)
            taken |= Taken.UserName;
        if (account.Email is not null && await users.FindByEmailAsync(account.Email) is not null)
            taken |= Taken.Email;
        return taken;
    }

    private async Task CreateAsync(Account account, Register request)
    {
        var result = await users.CreateAsync(account);
        if (result.Succeeded)
            return;
        var taken = Taken.Nothing;
        if (result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateUserName)))
            taken |= Taken.UserName;
        if (result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateEmail)))
            taken |= Taken.Email;
        throw taken != Taken.Nothing
            ? RegistrationRules.TakenError(taken, request)
            : new ServiceException(ErrorKind.Invalid, result.Errors.First().Description);
    }
}
