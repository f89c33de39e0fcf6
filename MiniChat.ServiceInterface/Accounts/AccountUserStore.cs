using Microsoft.AspNetCore.Identity;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Lets Identity work on our port.</summary>
/// <param name="store">The port.</param>
public sealed class AccountUserStore(IAccountStore store) : IUserEmailStore<Account>, IUserSecurityStampStore<Account>
{
    /// <inheritdoc/>
    public async Task<IdentityResult> CreateAsync(Account user, CancellationToken cancel)
    {
        var created = await store.CreateAsync(user, cancel);
        user.Id = created.Id;
        return ResultOf(created.Taken);
    }

    /// <inheritdoc/>
    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancel)
    {
        var updated = await store.UpdateAsync(user, cancel);
        return updated.Found ? ResultOf(updated.Taken) : Gone();
    }

    /// <inheritdoc/>
    public async Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancel) =>
        await store.DeleteAsync(user.Id, cancel) ? IdentityResult.Success : Gone();

    /// <inheritdoc/>
    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancel) =>
        long.TryParse(userId, out var id) ? store.FindAsync(id, cancel) : Task.FromResult<Account?>(null);

    /// <inheritdoc/>
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancel) =>
        store.FindByNameAsync(normalizedUserName, cancel);

    /// <inheritdoc/>
    public Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancel) =>
        store.FindByEmailAsync(normalizedEmail, cancel);

    /// <inheritdoc/>
    public Task<string> GetUserIdAsync(Account user, CancellationToken cancel) => Task.FromResult(user.Id.ToString());

    /// <inheritdoc/>
    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancel) => Task.FromResult<string?>(user.UserName);

    /// <inheritdoc/>
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancel) =>
        Set(() => user.UserName = userName ?? "");

    /// <inheritdoc/>
    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancel) =>
        Task.FromResult<string?>(user.NormalizedUserName);

    /// <inheritdoc/>
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancel) =>
        Set(() => user.NormalizedUserName = normalizedName ?? "");

    /// <inheritdoc/>
    public Task<string?> GetEmailAsync(Account user, CancellationToken cancel) => Task.FromResult(user.Email);

    /// <inheritdoc/>
    public Task SetEmailAsync(Account user, string? email, CancellationToken cancel) => Set(() => user.Email = email);

    /// <inheritdoc/>
    public Task<bool> GetEmailConfirmedAsync(Account user, CancellationToken cancel) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task SetEmailConfirmedAsync(Account user, bool confirmed, CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<string?> GetNormalizedEmailAsync(Account user, CancellationToken cancel) => Task.FromResult(user.NormalizedEmail);

    /// <inheritdoc/>
    public Task SetNormalizedEmailAsync(Account user, string? normalizedEmail, CancellationToken cancel) =>
        Set(() => user.NormalizedEmail = normalizedEmail);

    /// <inheritdoc/>
    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancel) =>
        Task.FromResult<string?>(user.SecurityStamp);

    /// <inheritdoc/>
    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancel) =>
        Set(() => user.SecurityStamp = stamp);

    /// <inheritdoc/>
    public void Dispose() { }

    private static Task Set(Action set)
    {
        set();
        return Task.CompletedTask;
    }

    private static IdentityResult Gone() =>
        IdentityResult.Failed(new IdentityError { Code = "Gone", Description = "The account is no longer there." });

    private static IdentityResult ResultOf(Taken taken)
    {
        if (taken == Taken.Nothing)
            return IdentityResult.Success;
        var words = new IdentityErrorDescriber();
        var errors = new List<IdentityError>();
        if (taken.HasFlag(Taken.UserName))
            errors.Add(words.DuplicateUserName(""));
        if (taken.HasFlag(Taken.Email))
            errors.Add(words.DuplicateEmail(""));
        return IdentityResult.Failed([.. errors]);
    }
}
