using System.Collections.Concurrent;
using System.Collections.Immutable;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Prompts;

/// <summary>The listeners of this process; other nodes are told over the bus.</summary>
/// <param name="bus">The bus.</param>
public sealed class PromptPushes(IBus bus) : IPromptPushes
{
    private readonly ConcurrentDictionary<long, ImmutableArray<PromptListener>> _listeners = new();

    /// <inheritdoc/>
    public void Publish(long accountId, PromptItem prompt)
    {
        Offer(accountId, prompt);
        bus.Send(PromptRelay.Topic, new PromptAnswered(accountId, prompt.Id));
    }

    /// <summary>Whether anybody listens here for the prompts of an account.</summary>
    /// <param name="accountId">Whose.</param>
    internal bool HasListeners(long accountId) => _listeners.ContainsKey(accountId);

    /// <summary>Tells the listeners of this process.</summary>
    /// <param name="accountId">Whose prompt it is.</param>
    /// <param name="prompt">The prompt with its answer.</param>
    internal void Offer(long accountId, PromptItem prompt)
    {
        if (!_listeners.TryGetValue(accountId, out var listeners))
            return;
        foreach (var listener in listeners)
            listener.Offer(prompt);
    }

    /// <inheritdoc/>
    public PromptListener Join(long accountId)
    {
        var listener = new PromptListener(left => Leave(accountId, left));
        _listeners.AddOrUpdate(accountId, [listener], (_, others) => others.Add(listener));
        return listener;
    }

    private void Leave(long accountId, PromptListener listener)
    {
        var left = _listeners.AddOrUpdate(accountId, [], (_, all) => all.Remove(listener));
        // Only while it is still empty: somebody may have joined meanwhile.
        if (left.IsEmpty)
            _listeners.TryRemove(new(accountId, left));
    }
}
