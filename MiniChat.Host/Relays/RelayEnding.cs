using MiniChat.Stack;
using MiniChat.Stack.Streams;

namespace MiniChat.Host.Relays;

/// <summary>What ends calls from outside: a session or key that ends, and the server's end, which leaves them some time, as it does answers that are kept.</summary>
public sealed class RelayEnding : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly ITokenAuthority _authority;
    private readonly TimeProvider _clock;
    private ITimer? _timer;

    /// <summary>Listens for the end.</summary>
    /// <param name="lifetime">Tells of it.</param>
    /// <param name="authority">Tells when sessions and API keys end.</param>
    /// <param name="clock">The time.</param>
    public RelayEnding(IHostApplicationLifetime lifetime, ITokenAuthority authority, TimeProvider clock)
    {
        _authority = authority;
        _clock = clock;
        Begun = lifetime.ApplicationStopping;
        _registration = lifetime.ApplicationStopping.Register(Begin);
    }

    /// <summary>Cancelled when the time is up.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Cancelled when the end begins: nothing new is to be begun.</summary>
    public CancellationToken Begun { get; }

    /// <summary>How long a call of the caller's may go on.</summary>
    /// <param name="context">The caller's request.</param>
    /// <param name="gone">Cancelled when the caller has left.</param>
    internal RelayLife LifeOf(HttpContext context, CancellationToken gone) =>
        new(new CallerWatch(context, _authority, _clock, gone, Token), this, gone);

    /// <summary>What a caller is told who cannot be served, or no longer.</summary>
    /// <param name="sentence">Why.</param>
    public static ServiceException Refusal(string sentence) =>
        new(ErrorKind.Unavailable, sentence) { ErrorCode = "ServerStopping", RetryAfter = TimeSpan.FromSeconds(5) };

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _timer?.Dispose();
        _source.Dispose();
    }

    private void Begin() =>
        _timer = _clock.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(),
            _source,
            Patience,
            Timeout.InfiniteTimeSpan
        );
}
