using System.Collections.Concurrent;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Events;

/// <summary>Asks other nodes to do something with a subscription of theirs, and waits for the reply.</summary>
/// <param name="bus">Leads to them.</param>
/// <param name="roster">Knows whose a subscription is, mostly.</param>
/// <param name="clock">The time.</param>
internal sealed class EventAsks(IBus bus, EventRoster roster, TimeProvider clock)
{
    /// <summary>After what time without a reply it is asked once more, and after that given up: the bus can lose things.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Ids that nobody has cost a notice to all nodes: who guesses them must not fill the bus.
    private const int MostSearches = 64;

    private readonly ConcurrentDictionary<long, Waiting> _waiting = new();
    private long _number;
    private int _searches;

    /// <inheritdoc cref="IEventRelay.AskAsync"/>
    public async Task<Dictionary<string, string>?> AskAsync(SubscriptionAsk ask, CancellationToken cancel)
    {
        if (!bus.Others)
            return null;
        // Of a subscription that is very new only its own node knows.
        var owner = roster.OwnerOf(ask.Key);
        if (owner is not null)
            return await AskAsync(ask, owner, [owner], cancel);
        var nodes = roster.Nodes;
        if (nodes.Length == 0)
            throw NoReply();
        try
        {
            if (Interlocked.Increment(ref _searches) > MostSearches)
                throw NoReply();
            return await AskAsync(ask, null, nodes, cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _searches);
        }
    }

    /// <summary>Takes a reply.</summary>
    /// <param name="from">Who replies.</param>
    /// <param name="reply">The reply.</param>
    public void Hear(string from, EventReply reply)
    {
        if (_waiting.TryGetValue(reply.Number, out var waiting))
            waiting.Take(from, reply);
    }

    /// <summary>A node is gone, and will not reply.</summary>
    /// <param name="node">Its id.</param>
    public void Drop(string node)
    {
        foreach (var (number, waiting) in _waiting)
            waiting.Take(node, new EventReply(number, null));
    }

    private async Task<Dictionary<string, string>?> AskAsync(
        SubscriptionAsk ask,
        string? to,
        string[] nodes,
        CancellationToken cancel
    )
    {
        var number = Interlocked.Increment(ref _number);
        var waiting = new Waiting(nodes);
        _waiting[number] = waiting;
        try
        {
            for (var tries = 0; tries < 2; tries++)
            {
                bus.Send(EventTopics.Ask, new EventAsk(number, ask), to);
                if (await HasReplyAsync(waiting.Reply, cancel))
                    return Read(await waiting.Reply);
            }
            throw NoReply();
        }
        finally
        {
            _waiting.TryRemove(number, out _);
        }
    }

    private async Task<bool> HasReplyAsync(Task reply, CancellationToken cancel)
    {
        try
        {
            await reply.WaitAsync(Patience, clock, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static Dictionary<string, string>? Read(EventReply reply) =>
        reply.Refusal is { } refusal ? throw refusal.ToException() : reply.About;

    private static ServiceException NoReply() =>
        new(ErrorKind.Unavailable, "The part of the server that may have this subscription does not reply just now. Try again.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>One ask: the nodes that have not replied yet, and the reply that counts.</summary>
    private sealed class Waiting(IEnumerable<string> nodes)
    {
        private readonly HashSet<string> _left = [.. nodes];

        private readonly TaskCompletionSource<EventReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<EventReply> Reply => _reply.Task;

        public void Take(string from, EventReply reply)
        {
            lock (_left)
            {
                _left.Remove(from);
                if (reply.About is not null || reply.Refusal is not null || _left.Count == 0)
                    _reply.TrySetResult(reply);
            }
        }
    }
}
