using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Hashes and verifies passwords, off the request's thread.</summary>
public sealed class Passwords
{
    /// <summary>The fewest characters of a password.</summary>
    public const int Shortest = 8;

    /// <summary>The most characters of a password; longer ones are refused before they are hashed.</summary>
    public const int Longest = 128;

    private static readonly Account Nobody = new();

    private readonly IPasswordHasher<Account> _hasher;
    private readonly PasswordQueue _queue;
    private readonly IAccountStore _store;
    private readonly Task<string> _dummy;

    /// <summary>Makes the dummy hash, in the background.</summary>
    /// <param name="hasher">Identity's hasher.</param>
    /// <param name="queue">Where the work is done.</param>
    /// <param name="store">Where hashes are renewed.</param>
    public Passwords(IPasswordHasher<Account> hasher, PasswordQueue queue, IAccountStore store)
    {
        _hasher = hasher;
        _queue = queue;
        _store = store;
        _dummy = queue.RunAsync(() => hasher.HashPassword(Nobody, RandomNumberGenerator.GetHexString(32)));
    }

    /// <summary>A password's length in characters as people count them: one of two UTF-16 units is one.</summary>
    /// <param name="password">The password.</param>
    public static int LengthOf(string password) => password.EnumerateRunes().Count();

    /// <inheritdoc cref="PasswordQueue.TakeTurnAsync"/>
    public Task<T> TakeTurnAsync<T>(Func<Task<T>> work, CancellationToken cancel) => _queue.TakeTurnAsync(work, cancel);

    /// <summary>Hashes a password; inside a turn.</summary>
    /// <param name="password">The password.</param>
    public Task<string> HashAsync(string password) => _queue.RunAsync(() => _hasher.HashPassword(Nobody, password));

    /// <summary>Whether the password is the account's; inside a turn. It costs the same when there is no account.</summary>
    /// <param name="account">The account, if there is one.</param>
    /// <param name="password">The password that was sent.</param>
    public async Task<bool> VerifyAsync(Account? account, string password)
    {
        // PBKDF2 fills short passwords up with NULs, so that one with NULs behind it would pass as the one without.
        if (LengthOf(password) > Longest || password.Contains('\0'))
            return false;
        var hash = account?.PasswordHash ?? await _dummy;
        var verdict = await _queue.RunAsync(() => _hasher.VerifyHashedPassword(Nobody, hash, password));
        if (account?.PasswordHash is null || verdict == PasswordVerificationResult.Failed)
            return false;
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
            await _store.RehashAsync(account.Id, hash, await HashAsync(password), CancellationToken.None);
        return true;
    }
}
