using System.Net;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.SignIns;

/// <summary>Begins sign-ins by code, and gives the codes where people sign in here.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="guard">Keeps out who begins too many.</param>
/// <param name="clock">The time.</param>
/// <param name="provider">Where people sign in; null when that is here.</param>
public sealed class CodeSignIns(
    ICodeSignInStore store,
    AttemptGuard guard,
    TimeProvider clock,
    IIdentityProvider? provider = null
)
{
    /// <summary>How many may wait to be finished, of everybody together.</summary>
    public const int Most = 10_000;

    /// <summary>How long one has to sign in.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a code of ours is good.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(60);

    /// <summary>Whether people sign in at our own page.</summary>
    public bool AreOurOwn => provider is null;

    /// <summary>Begins a sign-in.</summary>
    /// <param name="visitor">Who begins it; what its browser keeps is given.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">Too many were begun, or the provider cannot be asked.</exception>
    public async Task<BegunSignIn> BeginAsync(Visitor visitor, IPAddress? address, CancellationToken cancel)
    {
        await guard.ReserveAsync(guard.Beginning(address), cancel);
        var secrets = new ProviderSecrets(SignInSecrets.New(), SignInSecrets.New(), SignInSecrets.New());
        var page = provider is null ? null : await provider.AuthorizeAsync(secrets, cancel);
        var now = clock.GetUtcNow();
        var begun = new CodeSignIn
        {
            StateHash = SignInSecrets.HashOf(secrets.State),
            Provider = provider?.Name ?? "",
            BrowserHash = SignInSecrets.HashOf(visitor.Browser!),
            Origin = visitor.Origin,
            Verifier = provider is null ? null : secrets.Verifier,
            Nonce = provider is null ? null : secrets.Nonce,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };
        return await store.CreateAsync(begun, Most, cancel) ? new BegunSignIn(secrets.State, page) : throw SignInErrors.TooMany();
    }

    /// <summary>Whether somebody can sign in here with this state: it was begun here, is not used and has not expired.</summary>
    /// <param name="state">The state as it was sent.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<bool> IsWaitingAsync(string state, CancellationToken cancel) =>
        SignInSecrets.IsShaped(state)
        && await store.FindAsync(SignInSecrets.HashOf(state), clock.GetUtcNow(), cancel) is { Provider: "", UsedAt: null };

    /// <summary>A code for somebody who has signed in here; null when the sign-in waits no more.</summary>
    /// <param name="state">The sign-in's state.</param>
    /// <param name="account">Who.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<string?> GiveCodeAsync(string state, Account account, CancellationToken cancel)
    {
        var code = SignInSecrets.New();
        var now = clock.GetUtcNow();
        var given = new GivenCode(account.Id, SignInSecrets.HashOf(code), now + CodeLifetime);
        return await store.GiveCodeAsync(SignInSecrets.HashOf(state), given, now, cancel) ? code : null;
    }
}

/// <summary>A sign-in that has begun.</summary>
/// <param name="State">The state, which leads through it.</param>
/// <param name="Page">Where one signs in; null for our own page.</param>
public sealed record BegunSignIn(string State, Uri? Page);
