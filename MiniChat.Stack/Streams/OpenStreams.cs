using System.Diagnostics.Metrics;

namespace MiniChat.Stack.Streams;

/// <summary>Counts what is open, for whoever watches the server.</summary>
public static class OpenStreams
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "MiniChat.Stack";

    private static readonly UpDownCounter<long> Open = new Meter(MeterName).CreateUpDownCounter<long>(
        "minichat.streams.open",
        "{stream}",
        "Streams of events and sockets that are open"
    );

    private static readonly KeyValuePair<string, object?> Events = new("transport", "events");
    private static readonly KeyValuePair<string, object?> Socket = new("transport", "socket");

    /// <summary>One more, until the result is disposed.</summary>
    /// <param name="isSocket">Whether it is a WebSocket; else a stream of events.</param>
    public static IDisposable Enter(bool isSocket)
    {
        var transport = isSocket ? Socket : Events;
        Open.Add(1, transport);
        return new Leaving(transport);
    }

    private sealed class Leaving(KeyValuePair<string, object?> transport) : IDisposable
    {
        public void Dispose() => Open.Add(-1, transport);
    }
}
