using System.Net;
using System.Security.Cryptography;
using System.Text;
using MiniChat.ServiceInterface.Throttling;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Keeps guessers and mass registrations out. An attempt is recorded before it is tried, so that many at once cannot slip by.</summary>
/// <param name="store">Where attempts are counted.</param>
/// <param name="limits">The limits of an address.</param>
/// <param name="clock">The time.</param>
public sealed class AttemptGuard(IAttemptStore store, AccountLimits limits, TimeProvider clock)
{
    /// <summary>Failures of one account from one address.</summary>
    public const int FailuresFromAddress = 10;

    /// <summary>Failures of one account from anywhere: enough that its owner, from elsewhere, still gets in.</summary>
    public const int FailuresOfAccount = 25;

    /// <summary>Sign-ins by code that one address can begin within <see cref="BeginningWindow"/>.</summary>
    public const int BeginningsFromAddress = 100;

    /// <summary>How long a sign-in by code that was begun counts.</summary>
    public static readonly TimeSpan BeginningWindow = TimeSpan.FromMinutes(10);

    /// <summary>The longest window: what is older counts no more.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromHours(1);

    private static readonly TimeSpan SignInWindow = TimeSpan.FromMinutes(15);

    /// <summary>An attempt to sign in.</summary>
    /// <param name="account">Who is meant, if there is such an account.</param>
    /// <param name="name">The name as it was sent.</param>
    /// <param name="address">Where it comes from.</param>
    public Attempt SignIn(Account? account, string name, IPAddress? address)
    {
        // A name that nobody has is counted like an account, else the refusal would tell which names there are. It is kept as a
        // hash: people type passwords into the wrong field.
        var who = account is null ? "name:" + Hash(AccountNames.Canonical(name)) : $"account:{account.Id}";
        var where = SenderAddress.TextOf(address);
        var pair = $"sign-in:{who}@{where}";
        List<AttemptLimit> all =
        [
            new(pair, FailuresFromAddress, SignInWindow),
            new($"sign-in:{who}", FailuresOfAccount, SignInWindow),
        ];
        if (limits.FailedSignInsPerHour > 0)
            all.Add(new AttemptLimit($"sign-in:{where}", limits.FailedSignInsPerHour, LongestWindow));
        return new Attempt(NewId(), all, "sign_ins", "Too many failed sign-ins", pair);
    }

    /// <summary>An attempt to register.</summary>
    /// <param name="address">Where it comes from.</param>
    public Attempt Registration(IPAddress? address) =>
        new(
            NewId(),
            limits.RegistrationsPerHour > 0
                ? [new AttemptLimit($"register:{SenderAddress.TextOf(address)}", limits.RegistrationsPerHour, LongestWindow)]
                : [],
            "registrations",
            "Too many registrations from this address",
            null
        );

    /// <summary>An attempt to begin a sign-in by code.</summary>
    /// <param name="address">Where it comes from.</param>
    public Attempt Beginning(IPAddress? address) =>
        new(
            NewId(),
            [new AttemptLimit($"begin:{SenderAddress.TextOf(address)}", BeginningsFromAddress, BeginningWindow)],
            "begun_sign_ins",
            "Too many sign-ins were begun from this address",
            null
        );

    /// <summary>Refuses an attempt that is over a limit, without recording it.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">It is over a limit.</exception>
    public async Task CheckAsync(Attempt attempt, CancellationToken cancel) =>
        Refuse(attempt, await store.WaitAsync(attempt.Limits, clock.GetUtcNow(), cancel));

    /// <summary>Records the attempt; refuses one that is over a limit.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">It is over a limit.</exception>
    public async Task ReserveAsync(Attempt attempt, CancellationToken cancel)
    {
        if (attempt.Limits.Count > 0)
            Refuse(attempt, await store.ReserveAsync(attempt.Id, attempt.Limits, clock.GetUtcNow(), cancel));
    }

    /// <summary>The attempt does not count, after all.</summary>
    /// <param name="attempt">The attempt.</param>
    public Task ForgetAsync(Attempt attempt) =>
        attempt.Limits.Count == 0
            ? Task.CompletedTask
            : store.ForgetAsync(attempt.Id, attempt.ClearedBySuccess, CancellationToken.None);

    private static void Refuse(Attempt attempt, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero)
            return;
        RefusalMeter.Count(attempt.Kind);
        var minutes = (int)Math.Ceiling(wait.TotalMinutes);
        throw new ServiceException(
            ErrorKind.TooMany,
            $"{attempt.Refusal}; try again in {minutes} minute{(minutes == 1 ? "" : "s")}."
        )
        {
            RetryAfter = wait,
        };
    }

    private static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

/// <summary>One attempt, with the limits it is under.</summary>
/// <param name="Id">Its own id.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Kind">What is tried, as the metrics name it.</param>
/// <param name="Refusal">How the refusal begins.</param>
/// <param name="ClearedBySuccess">The key whose failures a success wipes out.</param>
public sealed record Attempt(
    string Id,
    IReadOnlyList<AttemptLimit> Limits,
    string Kind,
    string Refusal,
    string? ClearedBySuccess
);
