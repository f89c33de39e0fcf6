namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Where accounts are kept. Canonical names and addresses are unique, and the store's own indexes decide it.</summary>
public interface IAccountStore
{
    /// <summary>Keeps a new account, unless its name or address is taken.</summary>
    /// <param name="account">The account; its <see cref="Account.Id"/> is ignored.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<AccountCreation> CreateAsync(Account account, CancellationToken cancel);

    /// <summary>The account with the number.</summary>
    /// <param name="id">The number.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<Account?> FindAsync(long id, CancellationToken cancel);

    /// <summary>The account with the name.</summary>
    /// <param name="normalizedUserName">The name's canonical form.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancel);

    /// <summary>The account with the email address.</summary>
    /// <param name="normalizedEmail">The address's canonical form.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancel);

    /// <summary>Keeps what has changed, unless the new name or address is another account's.</summary>
    /// <param name="account">The account as it shall be.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<AccountUpdate> UpdateAsync(Account account, CancellationToken cancel);

    /// <summary>Swaps the password's hash for another one of the same password; nothing when it has changed meanwhile.</summary>
    /// <param name="id">The account's number.</param>
    /// <param name="oldHash">The hash that must still be there.</param>
    /// <param name="newHash">The hash that replaces it.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task RehashAsync(long id, string oldHash, string newHash, CancellationToken cancel);

    /// <summary>Deletes the account with its sessions. False when there was none.</summary>
    /// <param name="id">The number.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<bool> DeleteAsync(long id, CancellationToken cancel);
}

/// <summary>What of an account is another one's already.</summary>
[Flags]
public enum Taken
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>The name.</summary>
    UserName = 1,

    /// <summary>The email address.</summary>
    Email = 2,
}

/// <summary>The new account's number, or what stood in its way.</summary>
/// <param name="Id">The number; 0 when nothing was made.</param>
/// <param name="Taken">What is another account's.</param>
public readonly record struct AccountCreation(long Id, Taken Taken);

/// <summary>Whether the change was kept, or what stood in its way.</summary>
/// <param name="Found">Whether the account is there.</param>
/// <param name="Taken">What is another account's.</param>
public readonly record struct AccountUpdate(bool Found, Taken Taken);
