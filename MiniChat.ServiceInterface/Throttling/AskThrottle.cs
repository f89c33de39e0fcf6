using System.Collections.Concurrent;
using System.Security.Cryptography;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Throttling;

/// <summary>
/// Keeps accounts from asking too often: in any window of time there are at most so many asks, exactly, however many come at once
/// and by whatever door, also over restarts.
/// </summary>
public sealed class AskThrottle
{
    /// <summary>The door of prompts, which have limits of their own.</summary>
    public const string PromptDoor = "prompt";

    private const int MostRemembered = 10_000;

    private readonly IAttemptStore _store;
    private readonly TimeProvider _clock;
    private readonly Rule _prompts;
    private readonly Rule _asks;

    // Who was refused is refused until then without asking the store: a flood costs it nothing.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _refusedUntil = new(StringComparer.Ordinal);

    /// <summary>Makes the throttle.</summary>
    /// <param name="store">Where asks are counted.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="clock">The time.</param>
    public AskThrottle(IAttemptStore store, AskLimits limits, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        Window[] prompts =
        [
            new("second", limits.PromptsPerSecond, TimeSpan.FromSeconds(1)),
            new("minute", limits.PromptsPerMinute, TimeSpan.FromMinutes(1)),
        ];
        _prompts = new Rule("prompts", [.. prompts.Where(window => window.Most > 0)]);
        _asks = new Rule("asks", limits.AsksPerMinute > 0 ? [new("minute", limits.AsksPerMinute, TimeSpan.FromMinutes(1))] : []);
    }

    /// <summary>Whether asks by this door are counted at all.</summary>
    /// <param name="door">Where the ask comes in.</param>
    public bool Counts(string door) => RuleOf(door).Windows.Length > 0;

    /// <summary>Counts an ask; refuses one that is one too many, which then does not count.</summary>
    /// <param name="door">Where the ask comes in.</param>
    /// <param name="accountId">Who asks.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>What it takes to take the ask back; null where none are counted.</returns>
    /// <exception cref="ServiceException">It is one too many.</exception>
    public async Task<AskTicket?> TakeAsync(string door, long accountId, CancellationToken cancel)
    {
        var rule = RuleOf(door);
        if (rule.Windows.Length == 0)
            return null;
        var who = $"{rule.Name}:{accountId}";
        var now = _clock.GetUtcNow();
        if (RememberedWait(rule, who, now) is { } left)
            throw Refusal(rule, left);
        var ticket = new AskTicket(RandomNumberGenerator.GetHexString(32, lowercase: true), who);
        var limits = rule.Windows.Select(window => new AttemptLimit($"{who}:{window.Unit}", window.Most, window.Length));
        var wait = await _store.ReserveAsync(ticket.Id, [.. limits], now, cancel);
        if (wait <= TimeSpan.Zero)
            return ticket;
        Remember(who, now + wait);
        throw Refusal(rule, wait);
    }

    /// <summary>The ask does not count, after all.</summary>
    /// <param name="ticket">What <see cref="TakeAsync"/> gave.</param>
    public async Task TakeBackAsync(AskTicket? ticket)
    {
        if (ticket is null)
            return;
        await _store.ForgetAsync(ticket.Id, key: null, CancellationToken.None);
        _refusedUntil.TryRemove(ticket.Who, out _);
    }

    private Rule RuleOf(string door) => door == PromptDoor ? _prompts : _asks;

    private TimeSpan? RememberedWait(Rule rule, string who, DateTimeOffset now)
    {
        if (!_refusedUntil.TryGetValue(who, out var until))
            return null;
        var left = until - now;
        // A clock that was set back must not lock anybody out for longer than the window.
        if (left > TimeSpan.Zero && left <= rule.Longest)
            return left;
        _refusedUntil.TryRemove(new(who, until));
        return null;
    }

    private void Remember(string who, DateTimeOffset until)
    {
        if (_refusedUntil.Count >= MostRemembered)
            _refusedUntil.Clear();
        _refusedUntil[who] = until;
    }

    private static ServiceException Refusal(Rule rule, TimeSpan wait)
    {
        RefusalMeter.Count(rule.Name);
        var allowed = string.Join(" and ", rule.Windows.Select(window => $"{window.Most} per {window.Unit}"));
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        return new ServiceException(
            ErrorKind.TooMany,
            $"Too many {rule.Name}: an account may send {allowed}. Try again in {seconds} second{(seconds == 1 ? "" : "s")}."
        )
        {
            RetryAfter = wait,
        };
    }

    private sealed record Window(string Unit, int Most, TimeSpan Length);

    private sealed record Rule(string Name, Window[] Windows)
    {
        public TimeSpan Longest { get; } = Windows.Length > 0 ? Windows.Max(window => window.Length) : TimeSpan.Zero;
    }
}

/// <summary>An ask that was counted.</summary>
/// <param name="Id">The id it was counted under.</param>
/// <param name="Who">Whose it is, and of what kind.</param>
public sealed record AskTicket(string Id, string Who);
