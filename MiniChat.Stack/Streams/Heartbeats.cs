using System.Collections.Concurrent;

namespace MiniChat.Stack.Streams;

/// <summary>Something that says now and then that it is still there.</summary>
internal interface IBeating
{
    /// <summary>Called often; says something only after a long silence, and never waits.</summary>
    void Beat();
}

/// <summary>One timer for the heartbeats of all streams, since there may be thousands.</summary>
internal sealed class Heartbeats : IDisposable
{
    // Looking more often than beating keeps a silence shorter than four thirds of the interval.
    private const int LooksPerInterval = 3;
    private readonly ConcurrentDictionary<IBeating, bool> streams = new();
    private readonly ITimer timer;

    public Heartbeats(MessageHostOptions options, TimeProvider clock)
    {
        Clock = clock;
        Interval = options.HeartbeatInterval;
        var period = Interval / LooksPerInterval;
        timer = clock.CreateTimer(static state => ((Heartbeats)state!).BeatAll(), this, period, period);
    }

    /// <summary>The clock that silence is measured with.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The silence after which a stream says something.</summary>
    public TimeSpan Interval { get; }

    /// <summary>Looks after the stream from now on.</summary>
    public void Add(IBeating stream) => streams.TryAdd(stream, true);

    /// <summary>Looks after it no more.</summary>
    public void Remove(IBeating stream) => streams.TryRemove(stream, out _);

    public void Dispose() => timer.Dispose();

    private void BeatAll()
    {
        foreach (var (stream, _) in streams)
            stream.Beat();
    }
}
