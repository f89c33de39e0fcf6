using System.Collections.Concurrent;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Tokens that were found good, with their callers, until they expire or something is heard of them.</summary>
public sealed class TokenCache
{
    /// <summary>The most tokens that are remembered.</summary>
    public const int Capacity = 10_000;

    /// <summary>How long a look-up counts while no news come.</summary>
    public static readonly TimeSpan WithoutNews = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Known> _known = new(new BySignature());
    private long _news;

    private sealed record Known(Caller Caller, DateTimeOffset Until, DateTimeOffset Seen);

    /// <summary>Counts the news heard so far. A caller looked up before news came may be an old one.</summary>
    public long News => Volatile.Read(ref _news);

    /// <summary>How many tokens are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>The token's caller, if it is remembered and still good.</summary>
    /// <param name="token">The token.</param>
    /// <param name="now">The time.</param>
    /// <param name="isSound">Whether news of other nodes come; while they do not, only what was looked up just now counts.</param>
    public Caller? Find(string token, DateTimeOffset now, bool isSound)
    {
        if (!_known.TryGetValue(token, out var known))
            return null;
        if (now >= known.Until)
        {
            _known.TryRemove(token, out _);
            return null;
        }
        // A clock that was set back must not make it last.
        return isSound || (now - known.Seen).Duration() < WithoutNews ? known.Caller : null;
    }

    /// <summary>Remembers a token, unless there was news since its caller was looked up.</summary>
    /// <param name="token">The token.</param>
    /// <param name="caller">Its caller.</param>
    /// <param name="until">Until when it is good.</param>
    /// <param name="news">What <see cref="News"/> was before the look-up.</param>
    /// <param name="now">The time before the look-up.</param>
    public void Add(string token, Caller caller, DateTimeOffset until, long news, DateTimeOffset now)
    {
        if (_known.Count >= Capacity)
            MakeRoom(now);
        _known[token] = new Known(caller, until, now);
        // Checked after adding: news that comes later finds the token, news that came earlier is seen here.
        if (News != news)
            _known.TryRemove(token, out _);
    }

    /// <summary>Drops the tokens that the news is about.</summary>
    /// <param name="news">The news.</param>
    public void Hear(SessionNews news)
    {
        Interlocked.Increment(ref _news);
        foreach (var (token, known) in _known)
        {
            if (news.Concerns(known.Caller))
                _known.TryRemove(token, out _);
        }
    }

    /// <summary>Forgets all: there may have been news of any of them.</summary>
    public void Clear()
    {
        Interlocked.Increment(ref _news);
        _known.Clear();
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (token, known) in _known)
        {
            if (now >= known.Until)
                _known.TryRemove(token, out _);
        }
        if (_known.Count < Capacity)
            return;
        // Whichever come first: each dropped one costs its next use a look into the store, nothing else.
        foreach (var (token, _) in _known.Take(Capacity / 8))
            _known.TryRemove(token, out _);
    }

    /// <summary>Hashes the end of a token alone: signatures are as good as random, and API keys are random.</summary>
    private sealed class BySignature : IEqualityComparer<string>
    {
        private const int End = 16;

        public bool Equals(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

        public int GetHashCode(string token) => string.GetHashCode(token.AsSpan(Math.Max(0, token.Length - End)));
    }
}
