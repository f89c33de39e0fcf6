using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using MiniChat.Stack.Streams;

namespace MiniChat.Stack.ServerEvents;

/// <summary>One open stream: whose it is, its channels, and what waits for it.</summary>
internal sealed class Subscription : IEventSubscriber, IBeating
{
    private const int IdLength = 48;
    private const int KeyBytes = 16;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
    private readonly SubscriberInfo info;
    private readonly SubscriptionTools tools;
    private readonly Outbox outbox;
    private readonly Lock gate = new();
    private string[] channels;
    private long lastSent;
    private long lastHeard;

    /// <summary>Makes a subscription.</summary>
    /// <param name="info">Whose it is.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="tools">What all of them share.</param>
    public Subscription(SubscriberInfo info, string[] channels, SubscriptionTools tools)
    {
        this.info = info;
        this.tools = tools;
        this.channels = channels;
        Key = KeyOf(Id);
        outbox = new Outbox(tools.Options.MostWaiting);
        lastSent = tools.Clock.GetTimestamp();
    }

    /// <summary>The id: who knows it may send heartbeats, change the channels, and end it.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>What it is found by: it tells nobody the id, and may be known to other processes.</summary>
    public string Key { get; }

    /// <inheritdoc/>
    public long AccountId => info.Caller.AccountId;

    /// <summary>Who subscribes.</summary>
    public Caller Caller => info.Caller;

    /// <summary>The channels as of now.</summary>
    public IReadOnlyList<string> Channels => Volatile.Read(ref channels);

    /// <summary>Called once when it is dropped for not reading, and never after <see cref="Release"/>.</summary>
    public Action? Dropped { get; set; }

    /// <summary>Whether a text can be an id.</summary>
    public static bool IsId([NotNullWhen(true)] string? text) =>
        text?.Length == IdLength && !text.AsSpan().ContainsAnyExcept(Hexadecimal);

    /// <summary>The key of an id.</summary>
    public static string KeyOf(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, KeyBytes));

    /// <summary>What others see of it.</summary>
    public Dictionary<string, string> Describe() => info.Describe(Channels);

    /// <inheritdoc/>
    public bool IsOn(string channel) => Array.IndexOf(Volatile.Read(ref channels), channel) >= 0;

    /// <summary>Leaves channels, then joins others.</summary>
    /// <param name="leave">The channels to leave.</param>
    /// <param name="join">The channels to join.</param>
    /// <returns>The channels before.</returns>
    /// <exception cref="ServiceException">They would be too many.</exception>
    public IReadOnlyList<string> Change(IReadOnlyList<string> leave, IReadOnlyList<string> join)
    {
        lock (gate)
        {
            var before = channels;
            string[] after = [.. before.Except(leave, StringComparer.Ordinal).Union(join, StringComparer.Ordinal)];
            tools.Rules.DemandNumber(after);
            Volatile.Write(ref channels, after);
            return before;
        }
    }

    /// <inheritdoc/>
    public void Send(ServerEvent item)
    {
        Volatile.Write(ref lastSent, tools.Clock.GetTimestamp());
        // Who closes it drops it: once.
        if (outbox.Offer(item) || !outbox.Close())
            return;
        lock (gate)
            Dropped?.Invoke();
    }

    /// <summary>Notes a heartbeat of the client, and answers it on the stream.</summary>
    public void Hear()
    {
        Volatile.Write(ref lastHeard, tools.Clock.GetTimestamp());
        Send(tools.Frames.Write(null, "cmd.onHeartbeat", Describe()));
    }

    /// <inheritdoc/>
    public void Beat()
    {
        var clock = tools.Clock;
        // Who never sent one is a plain reader of events: the socket tells when it has gone.
        if (Volatile.Read(ref lastHeard) is not 0 and var heard && clock.GetElapsedTime(heard) >= tools.Options.IdleTimeout)
            Close();
        else if (clock.GetElapsedTime(Volatile.Read(ref lastSent)) >= tools.Silence)
            Send(tools.Frames.Write(null, "cmd.onHeartbeat", Describe()));
    }

    /// <summary>Ends it, after what waits is sent.</summary>
    public void Close() => outbox.Close();

    /// <summary>The stream is over: its connection may serve another request by now, which nobody must cut.</summary>
    public void Release()
    {
        lock (gate)
            Dropped = null;
    }

    /// <summary>Sends what comes until it ends.</summary>
    /// <param name="body">Where to.</param>
    /// <param name="isOver">Whether nothing more may be sent.</param>
    public Task SendAllAsync(PipeWriter body, Func<bool> isOver) => outbox.SendAllAsync(body, isOver);
}

/// <summary>What all subscriptions share.</summary>
/// <param name="Options">The limits.</param>
/// <param name="Frames">Writes events.</param>
/// <param name="Rules">The rules of channels.</param>
/// <param name="Clock">The time.</param>
/// <param name="Silence">After what silence a subscriber is told that the stream is still there.</param>
internal sealed record SubscriptionTools(
    ServerEventsOptions Options,
    EventFrames Frames,
    ChannelRules Rules,
    TimeProvider Clock,
    TimeSpan Silence
);
