namespace MiniChat.ServiceInterface.ApiKeys;

/// <summary>Where API keys are kept. They are known by their hashes alone, and go with their account.</summary>
public interface IApiKeyStore
{
    /// <summary>Keeps a new key, unless the account has too many.</summary>
    /// <param name="key">The key; its <see cref="ApiKey.Id"/> is ignored.</param>
    /// <param name="hash">The hash of its text.</param>
    /// <param name="most">How many the account can have.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>The key's number; null when the account has as many already.</returns>
    Task<long?> CreateAsync(ApiKey key, string hash, int most, CancellationToken cancel);

    /// <summary>The key with its account, whether it has expired or not.</summary>
    /// <param name="hash">The hash of its text.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<AccountKey?> FindAsync(string hash, CancellationToken cancel);

    /// <summary>All keys of an account, newest first.</summary>
    /// <param name="accountId">The account's number.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<ApiKey>> FindManyAsync(long accountId, CancellationToken cancel);

    /// <summary>Which of the keys are there, expired or not.</summary>
    /// <param name="ids">Their numbers.</param>
    /// <param name="cancel">The server stops.</param>
    Task<IReadOnlySet<long>> FindThereAsync(IReadOnlyCollection<long> ids, CancellationToken cancel);

    /// <summary>Notes that a key was used; an earlier time changes nothing.</summary>
    /// <param name="id">The key's number.</param>
    /// <param name="at">When.</param>
    /// <param name="cancel">The server stops.</param>
    Task TouchAsync(long id, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Deletes a key of the account. False when it has none with the number.</summary>
    /// <param name="accountId">The account's number.</param>
    /// <param name="id">The key's number.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<bool> DeleteAsync(long accountId, long id, CancellationToken cancel);

    /// <summary>Deletes all keys of an account.</summary>
    /// <param name="accountId">The account's number.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task DeleteAllAsync(long accountId, CancellationToken cancel);
}
