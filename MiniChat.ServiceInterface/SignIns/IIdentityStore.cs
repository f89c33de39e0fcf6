using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.ServiceInterface.SignIns;

/// <summary>Whose account somebody of an outside provider has. Nothing else leads from there to an account.</summary>
public interface IIdentityStore
{
    /// <summary>The account of somebody at a provider.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="subject">Who it is there.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<Account?> FindAsync(string provider, string subject, CancellationToken cancel);

    /// <summary>
    /// Keeps a new account for somebody at a provider, both or neither, unless its name or address is taken. Who has an account
    /// already keeps that, also when many come at the same time.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="subject">Who it is there.</param>
    /// <param name="account">The account; its <see cref="Account.Id"/> is ignored.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IdentityCreation> CreateAsync(string provider, string subject, Account account, CancellationToken cancel);

    /// <summary>Takes every other way in from an account: its identities, and codes that wait to be used.</summary>
    /// <param name="accountId">The account's number.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task DeleteAllAsync(long accountId, CancellationToken cancel);
}

/// <summary>The account, or what stood in its way.</summary>
/// <param name="Account">The new one, or the one that was there; null when nothing was made.</param>
/// <param name="Taken">What is another account's.</param>
public sealed record IdentityCreation(Account? Account, Taken Taken);
