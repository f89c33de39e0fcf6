using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Mirrors;

/// <summary>
/// The answers of other nodes that are read here. Their text comes over the bus while somebody reads; what was lost is asked for
/// again, and when the writer is silent the store says how it stands.
/// </summary>
public sealed partial class AnswerMirrors(
    IBus bus,
    RunningAnswers running,
    IAnswerStore store,
    TimeProvider clock,
    ILogger<AnswerMirrors> logger
) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a mirror is kept that nobody reads: a poll may come again.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    /// <summary>How often the writer is told that it is still read here; it answers.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    /// <summary>After what silence the store is looked into: shorter while the writer was never heard.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan FirstSilence = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<long, AnswerMirror> _mirrors = new();
    private readonly List<IDisposable> _subscriptions = [];
    private volatile bool _missed;

    /// <summary>How many there are.</summary>
    public int Count => _mirrors.Count;

    /// <summary>The log of a running answer that another node writes; null when no other does.</summary>
    /// <param name="accountId">Whose it is.</param>
    /// <param name="stored">The answer as it is kept.</param>
    internal AnswerLog? Find(long accountId, StoredAnswer stored)
    {
        if (stored.NodeId is not { } node || node == bus.NodeId)
            return null;
        var mirror = _mirrors.GetOrAdd(stored.Id, _ => new AnswerMirror(accountId, stored, clock, Revive));
        mirror.Touch();
        if (mirror.MayAsk(Renewal))
            Follow(mirror);
        return mirror.Log;
    }

    /// <summary>The numbers of an account's answers that other nodes are making.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="cancel">Not wanted any more.</param>
    internal async Task<IReadOnlyList<long>> RunningElsewhereAsync(long accountId, CancellationToken cancel) =>
        bus.Others ? await store.FindRunningAsync(accountId, bus.NodeId, cancel) : [];

    /// <summary>An answer was ended by another one than its writer.</summary>
    /// <param name="answerId">The answer's number.</param>
    internal void Ended(long answerId)
    {
        if (_mirrors.TryGetValue(answerId, out var mirror))
            _ = LookAsync(mirror);
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _subscriptions.Add(bus.Subscribe<AnswerBegun>(MirrorTopics.Begun, Begin));
        _subscriptions.Add(bus.Subscribe<AnswerText>(MirrorTopics.Text, Hear));
        _subscriptions.Add(bus.Subscribe<AnswerNumber>(MirrorTopics.End, (_, told) => Ended(told.AnswerId)));
        bus.Missed += Miss;
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        bus.Missed -= Miss;
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            GoRound();
    }

    /// <summary>Asks after each mirror what is to be asked, and drops those that nobody wants.</summary>
    internal void GoRound()
    {
        var missed = _missed;
        _missed = false;
        foreach (var (answerId, mirror) in _mirrors)
        {
            if (mirror.Log.Ending is not null || !mirror.IsWanted(Idle))
                Drop(answerId, mirror);
            else
                Care(mirror, missed);
        }
    }

    private void Care(AnswerMirror mirror, bool missed)
    {
        if (mirror.Log.Stopping.IsCancellationRequested)
            bus.Send(MirrorTopics.Stop, new AnswerNumber(mirror.Log.AnswerId), mirror.Writer);
        var isSilent = mirror.Silence > (mirror.Writer is null ? FirstSilence : Silence);
        if (missed || isSilent)
            _ = LookAsync(mirror);
        if (missed || mirror.MayAsk(Renewal))
            Follow(mirror, goOn: !missed && !isSilent && mirror.Writer is not null);
    }

    private void Drop(long answerId, AnswerMirror mirror)
    {
        if (_mirrors.TryRemove(answerId, out _) && mirror.Log.Ending is null)
            bus.Send(MirrorTopics.Leave, new AnswerNumber(answerId), mirror.Writer);
    }

    // Somebody who was given it long ago begins to read it only now.
    private void Revive(AnswerMirror mirror)
    {
        mirror.Touch();
        if (mirror.Log.Ending is null && _mirrors.TryAdd(mirror.Log.AnswerId, mirror))
            Follow(mirror);
    }

    private void Follow(AnswerMirror mirror, bool goOn = false) =>
        bus.Send(
            MirrorTopics.Follow,
            new FollowAnswer(mirror.Log.AnswerId, goOn ? null : mirror.Log.Length),
            goOn ? mirror.Writer : null
        );

    private void Hear(string from, AnswerText text)
    {
        if (!_mirrors.TryGetValue(text.AnswerId, out var mirror) || mirror.Take(from, text))
            return;
        // Text before it was lost: once is enough to ask for it, though what is on its way does not fit either.
        if (mirror.MayAsk(Round))
            Follow(mirror);
    }

    private void Begin(string from, AnswerBegun begun)
    {
        running.HearElsewhere(begun.AccountId, begun.AnswerId);
    }

    private void Miss()
    {
        _missed = true;
        running.HearMissed();
    }

    private async Task LookAsync(AnswerMirror mirror)
    {
        try
        {
            var stored = await store.FindAsync(mirror.Log.AccountId, mirror.Log.AnswerId, CancellationToken.None);
            if (stored?.State != AnswerState.Running)
                mirror.End(stored);
        }
        catch (Exception e)
        {
            // It is looked at again while somebody reads it.
            LogNotSeen(mirror.Log.AnswerId, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "How answer {AnswerId} stands could not be read: {Why}")]
    private partial void LogNotSeen(long answerId, string why);
}
