using System.Globalization;
using System.Security.Cryptography;
using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.ServiceInterface.SignIns;

/// <summary>The accounts of people who sign in at an outside provider. They are known by provider and subject alone.</summary>
/// <param name="store">Who has which account.</param>
/// <param name="clock">The time.</param>
public sealed class OutsideAccounts(IIdentityStore store, TimeProvider clock)
{
    private const int Numbers = 9;
    private const int Tries = 20;

    /// <summary>Somebody's account; at the first time a new one. It never is one that was there for another reason.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="identity">Who it is there.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<Account> FindOrMakeAsync(string provider, OutsideIdentity identity, CancellationToken cancel)
    {
        if (await store.FindAsync(provider, identity.Subject, cancel) is { } known)
            return known;
        var account = AccountOf(identity);
        var wish = WishOf(identity);
        for (int tries = 0, number = 1; tries < Tries; tries++)
        {
            account.UserName = NameOf(wish, number);
            account.NormalizedUserName = AccountNames.Canonical(account.UserName);
            var (made, taken) = await store.CreateAsync(provider, identity.Subject, account, cancel);
            if (made is not null)
                return made;
            if (taken.HasFlag(Taken.UserName))
                number++;
            // The address belongs to an account already, and that stays its own.
            if (taken.HasFlag(Taken.Email))
                account.Email = account.NormalizedEmail = null;
        }
        throw new InvalidOperationException("No free name was found for a new account.");
    }

    private Account AccountOf(OutsideIdentity identity)
    {
        var email = EmailOf(identity);
        return new Account
        {
            Email = email,
            NormalizedEmail = email is null ? null : AccountNames.Canonical(email),
            DisplayName = FieldRules.Shown("DisplayName", "Display Name", identity.DisplayName) is null
                ? identity.DisplayName
                : null,
            SecurityStamp = RandomNumberGenerator.GetHexString(32),
            CreatedAt = clock.GetUtcNow(),
        };
    }

    private static string? EmailOf(OutsideIdentity identity)
    {
        if (!identity.IsEmailVerified || string.IsNullOrEmpty(identity.Email))
            return null;
        var email = AccountNames.Fold(identity.Email);
        return FieldRules.Email(email) is null ? email : null;
    }

    private static string? WishOf(OutsideIdentity identity) =>
        string.IsNullOrEmpty(identity.UserName) ? null : AccountNames.Fold(identity.UserName);

    /// <summary>The wish itself, then with numbers behind it; a random name where the wish cannot be had.</summary>
    private static string NameOf(string? wish, int number)
    {
        var name = number == 1 ? wish : wish + number.ToString(CultureInfo.InvariantCulture);
        return name is { Length: > 0 } && wish is not null && number <= Numbers && FieldRules.UserName(name) is null
            ? name
            : "user" + RandomNumberGenerator.GetHexString(8, lowercase: true);
    }
}
