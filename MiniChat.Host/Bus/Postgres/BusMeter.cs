using System.Diagnostics.Metrics;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>Counts what goes over the bus, for whoever watches the server.</summary>
internal static class BusMeter
{
    private static readonly Meter Meter = new(UsageMeters.Name);

    /// <summary>Notices that were sent.</summary>
    public static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "minichat.bus.sent",
        "{notice}",
        "Notices that this node sent to others"
    );

    /// <summary>Notices of others that came.</summary>
    public static readonly Counter<long> Received = Meter.CreateCounter<long>(
        "minichat.bus.received",
        "{notice}",
        "Notices of other nodes that came"
    );

    /// <summary>Bytes that were sent.</summary>
    public static readonly Counter<long> SentBytes = Meter.CreateCounter<long>(
        "minichat.bus.sent.size",
        "By",
        "Bytes that this node sent to others, beats included"
    );

    /// <summary>Bytes of others that came.</summary>
    public static readonly Counter<long> ReceivedBytes = Meter.CreateCounter<long>(
        "minichat.bus.received.size",
        "By",
        "Bytes of other nodes that came, beats included"
    );

    /// <summary>Transactions of the sender.</summary>
    public static readonly Counter<long> Transactions = Meter.CreateCounter<long>(
        "minichat.bus.transactions",
        "{transaction}",
        "Transactions in which notices were sent"
    );

    /// <summary>Notices that found no room.</summary>
    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "minichat.bus.dropped",
        "{notice}",
        "Notices that were not sent: too many waited, or one was too long"
    );

    /// <summary>Payloads and notices that are none.</summary>
    public static readonly Counter<long> Broken = Meter.CreateCounter<long>(
        "minichat.bus.broken",
        "{notice}",
        "Notices on the bus's channels that are not ours, or cannot be read"
    );

    /// <summary>How often something may have been lost.</summary>
    public static readonly Counter<long> Missed = Meter.CreateCounter<long>(
        "minichat.bus.missed",
        "{event}",
        "How often notices may have been lost, and what matters was read again"
    );

    /// <summary>Connections that were made again.</summary>
    public static readonly Counter<long> Reconnects = Meter.CreateCounter<long>(
        "minichat.bus.reconnects",
        "{connection}",
        "Connections of the bus that were lost and made again, by what they are for"
    );

    /// <summary>How full the server's queue is.</summary>
    public static readonly Gauge<double> QueueUsage = Meter.CreateGauge<double>(
        "minichat.bus.queue.usage",
        "1",
        "How much of PostgreSQL's queue of notices is used, from 0 to 1"
    );

    /// <summary>How many nodes there are.</summary>
    public static readonly Gauge<long> Nodes = Meter.CreateGauge<long>(
        "minichat.nodes",
        "{node}",
        "Nodes that share the database, this one included"
    );

    /// <summary>Nodes that this one declared dead.</summary>
    public static readonly Counter<long> Dead = Meter.CreateCounter<long>(
        "minichat.nodes.dead",
        "{node}",
        "Nodes that this one declared dead, since they did not renew their lease"
    );
}
