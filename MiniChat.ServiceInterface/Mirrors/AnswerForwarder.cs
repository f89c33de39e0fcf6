using Microsoft.Extensions.Hosting;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.ServiceInterface.Mirrors;

/// <summary>
/// Tells other nodes of the answers that are written here: of each that it has begun, and of those that are read elsewhere what
/// they say, tick by tick.
/// </summary>
public sealed class AnswerForwarder(IBus bus, RunningAnswers running, TimeProvider clock) : IHostedService
{
    /// <summary>The most UTF-8 bytes that are told at once.</summary>
    private const int LargestPiece = 32 * 1024;

    /// <summary>How long somebody is told who does not ask again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(long AnswerId, string Node), Follower> _followers = [];
    private readonly List<IDisposable> _subscriptions = [];
    private IDisposable? _tick;

    private sealed class Follower(AnswerLog log)
    {
        public AnswerLog Log => log;
        public int Told { get; set; }
        public long Asked { get; set; }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        running.Begun += Tell;
        _subscriptions.Add(bus.Subscribe<FollowAnswer>(MirrorTopics.Follow, Follow));
        _subscriptions.Add(bus.Subscribe<AnswerNumber>(MirrorTopics.Leave, Leave));
        _subscriptions.Add(bus.Subscribe<AnswerNumber>(MirrorTopics.Stop, (_, told) => running.Find(told.AnswerId)?.Stop()));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        running.Begun -= Tell;
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
        // The answers have ended: what is left to be told goes with the bus's last tick.
        Forward();
        lock (_gate)
            _tick?.Dispose();
        return Task.CompletedTask;
    }

    private void Tell(AnswerLog log) => bus.Send(MirrorTopics.Begun, new AnswerBegun(log.AccountId, log.AnswerId));

    private void Follow(string from, FollowAnswer wish)
    {
        lock (_gate)
        {
            if (!_followers.TryGetValue((wish.AnswerId, from), out var follower))
            {
                if (running.Find(wish.AnswerId) is not { } log)
                    return;
                _followers[(wish.AnswerId, from)] = follower = new Follower(log) { Told = log.Length };
                _tick ??= bus.EachTick(Forward);
            }
            follower.Asked = clock.GetTimestamp();
            if (wish.From is { } place)
                follower.Told = place;
            else
                bus.Send(MirrorTopics.Text, new AnswerText(wish.AnswerId, follower.Told, null), from);
        }
    }

    private void Leave(string from, AnswerNumber told)
    {
        lock (_gate)
            Forget((told.AnswerId, from));
    }

    private void Forward()
    {
        lock (_gate)
        {
            foreach (var (key, follower) in _followers)
            {
                if (Forward(key.Node, follower) || clock.GetElapsedTime(follower.Asked) > Patience)
                    Forget(key);
            }
        }
    }

    /// <summary>Tells one node what is new of an answer.</summary>
    /// <returns>Whether that was the end.</returns>
    private bool Forward(string node, Follower follower)
    {
        var log = follower.Log;
        // Read in this order: an ending that is seen has the whole text before it.
        var hasEnded = log.Ending is not null && running.Find(log.AnswerId) is null;
        while (follower.Told < log.Length)
        {
            var delta = log.Delta(follower.Told, Math.Min(log.Length, follower.Told + LargestPiece));
            var text = ((ServiceModel.AnswerDelta)delta.Data).Text;
            bus.Send(MirrorTopics.Text, new AnswerText(log.AnswerId, follower.Told, text), node);
            follower.Told = (int)delta.Seq;
        }
        if (hasEnded)
            bus.Send(MirrorTopics.End, new AnswerNumber(log.AnswerId), node);
        return hasEnded;
    }

    private void Forget((long AnswerId, string Node) key)
    {
        _followers.Remove(key);
        if (_followers.Count > 0)
            return;
        _tick?.Dispose();
        _tick = null;
    }
}
