using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.SignIns;

/// <summary>Finishes sign-ins by code: a session for a state and a code, once.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="sessions">Begins and ends sessions.</param>
/// <param name="outsiders">The accounts of who signs in elsewhere.</param>
/// <param name="clock">The time.</param>
/// <param name="provider">Where people sign in; null when that is here.</param>
public sealed class CodeRedeemer(
    ICodeSignInStore store,
    SessionTokens sessions,
    OutsideAccounts outsiders,
    TimeProvider clock,
    IIdentityProvider? provider = null
)
{
    /// <summary>The session of who signed in. Who comes a second time is refused, and the session of the first ends.</summary>
    /// <param name="state">The state as it was sent.</param>
    /// <param name="code">The code as it was sent.</param>
    /// <param name="visitor">Who comes.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">State, code or browser are not right, or the provider fails.</exception>
    public async Task<SignedIn> RedeemAsync(string state, string code, Visitor visitor, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var stateHash = SignInSecrets.HashOf(state);
        var begun = SignInSecrets.IsShaped(state) ? await store.FindAsync(stateHash, now, cancel) : null;
        if (begun is null || begun.Provider != (provider?.Name ?? ""))
            throw SignInErrors.Of(CodeOutcome.Unknown);
        if (!begun.IsOf(visitor))
            throw SignInErrors.OtherBrowser();
        var keepUntil = now + CodeSignIns.Lifetime;
        var use = await store.UseAsync(stateHash, SignInSecrets.HashOf(code), now, keepUntil, cancel);
        if (use.Given is { } given)
            await sessions.EndAsync(given.AccountId, given.SessionId);
        if (use.Outcome != CodeOutcome.Used)
            throw SignInErrors.Of(use.Outcome);
        var account = use.Account ?? await OutsiderAsync(code, new(state, begun.Verifier!, begun.Nonce!), cancel);
        return await BeginSessionAsync(stateHash, account);
    }

    private async Task<Account> OutsiderAsync(string code, ProviderSecrets secrets, CancellationToken cancel)
    {
        OutsideIdentity identity;
        try
        {
            identity = await provider!.RedeemAsync(code, secrets, cancel);
        }
        catch (ServiceException failure)
        {
            throw SignInErrors.AtProvider(failure);
        }
        return await outsiders.FindOrMakeAsync(provider.Name, identity, cancel);
    }

    // Not to be called off: the code is used up, and a session that nobody knows of could not be ended by a replay.
    private async Task<SignedIn> BeginSessionAsync(string stateHash, Account account)
    {
        var session = await sessions.BeginAsync(account, lifetime: null, CancellationToken.None);
        if (await store.KeepSessionAsync(stateHash, account.Id, session.SessionId, CancellationToken.None))
            return session;
        await sessions.EndAsync(account.Id, session.SessionId);
        throw SignInErrors.Of(CodeOutcome.Replayed);
    }
}
