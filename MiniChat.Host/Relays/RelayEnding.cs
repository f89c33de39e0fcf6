using MiniChat.Stack;

namespace MiniChat.Host.Relays;

/// <summary>The server's end: calls that are passed on get some time to end by themselves, as answers that are kept do.</summary>
public sealed class RelayEnding : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly TimeProvider _clock;
    private ITimer? _timer;

    /// <summary>Listens for the end.</summary>
    /// <param name="lifetime">Tells of it.</param>
    /// <param name="clock">The time.</param>
    public RelayEnding(IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        _clock = clock;
        Begun = lifetime.ApplicationStopping;
        _registration = lifetime.ApplicationStopping.Register(Begin);
    }

    /// <summary>Cancelled when the time is up.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Cancelled when the end begins: nothing new is to be begun.</summary>
    public CancellationToken Begun { get; }

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
