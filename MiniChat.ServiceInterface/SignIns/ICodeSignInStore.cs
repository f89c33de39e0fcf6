using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.ServiceInterface.SignIns;

/// <summary>Where sign-ins by code are kept from their beginning to a while after their end.</summary>
public interface ICodeSignInStore
{
    /// <summary>Keeps a new one, unless too many wait to be finished. Expired ones are deleted on the way.</summary>
    /// <param name="signIn">The sign-in; its beginning is the time.</param>
    /// <param name="most">How many may wait.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>Whether it was kept.</returns>
    Task<bool> CreateAsync(CodeSignIn signIn, int most, CancellationToken cancel);

    /// <summary>The sign-in with the state, unless it has expired.</summary>
    /// <param name="stateHash">The state's hash.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<CodeSignIn?> FindAsync(string stateHash, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Keeps who signed in here, and the code for it; an earlier code of the same sign-in is good no more.</summary>
    /// <param name="stateHash">The state's hash.</param>
    /// <param name="code">Whose the code is, and how long it is good.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>False when the sign-in is not there, has expired, was used, or is an outside provider's.</returns>
    Task<bool> GiveCodeAsync(string stateHash, GivenCode code, DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Uses a sign-in up; of many at the same time one wins. Of our own ones the code must be the one that was given; an outside
    /// provider's code is taken as it comes, and kept. Whoever comes with state and code of a used one is noted as a replay.
    /// </summary>
    /// <param name="stateHash">The state's hash.</param>
    /// <param name="codeHash">The code's hash.</param>
    /// <param name="now">The time.</param>
    /// <param name="keepUntil">Until when a replay shall be known, at least.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<CodeUse> UseAsync(
        string stateHash,
        string codeHash,
        DateTimeOffset now,
        DateTimeOffset keepUntil,
        CancellationToken cancel
    );

    /// <summary>Keeps the session that a used sign-in gave, to be ended with a replay.</summary>
    /// <param name="stateHash">The state's hash.</param>
    /// <param name="accountId">Whose session it is.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>False when a replay came before, or the sign-in is gone: the session must not live.</returns>
    Task<bool> KeepSessionAsync(string stateHash, long accountId, string sessionId, CancellationToken cancel);

    /// <summary>Deletes what has expired.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The server stops.</param>
    Task PruneAsync(DateTimeOffset now, CancellationToken cancel);
}

/// <summary>A code that is given to who signed in.</summary>
/// <param name="AccountId">Who signed in.</param>
/// <param name="Hash">The code's hash.</param>
/// <param name="ExpiresAt">Until when it can be used.</param>
public sealed record GivenCode(long AccountId, string Hash, DateTimeOffset ExpiresAt);

/// <summary>What came of using a code.</summary>
public enum CodeOutcome
{
    /// <summary>It was used now, by nobody before.</summary>
    Used,

    /// <summary>There is no such sign-in, or it has expired.</summary>
    Unknown,

    /// <summary>It is not the code of the sign-in, which stays as it is.</summary>
    Wrong,

    /// <summary>It is the right code, too late.</summary>
    Expired,

    /// <summary>The sign-in was used before, by another code.</summary>
    Spent,

    /// <summary>The sign-in was used before, by this very code.</summary>
    Replayed,
}

/// <summary>What came of using a code, and what belongs to it.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Account">Of a code of ours that was used: who signed in.</param>
/// <param name="Given">Of a replay: the session that the first use gave, where it is kept already.</param>
public sealed record CodeUse(CodeOutcome Outcome, Account? Account = null, GivenSession? Given = null);

/// <summary>A session that a code gave.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="SessionId">The session.</param>
public sealed record GivenSession(long AccountId, string SessionId);
