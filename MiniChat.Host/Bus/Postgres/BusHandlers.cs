using System.Collections.Immutable;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>Who is told what happens on the bus of this node.</summary>
/// <param name="log">Where their faults are noted.</param>
internal sealed class BusHandlers(ILogger log)
{
    private ImmutableArray<Action> _ticks = [];

    /// <summary>Who hears which topic.</summary>
    public BusTopics Topics { get; } = new(log);

    /// <inheritdoc cref="IBus.Missed"/>
    public event Action? Missed;

    /// <inheritdoc cref="IBus.NodeLeft"/>
    public event Action<string>? NodeLeft;

    /// <inheritdoc cref="IBus.LeaseLost"/>
    public event Action<string>? LeaseLost;

    /// <summary>Whether anybody wants to add notices before a tick.</summary>
    public bool HasTicks => !_ticks.IsEmpty;

    /// <inheritdoc cref="IBus.EachTick"/>
    public IDisposable EachTick(Action add)
    {
        ImmutableInterlocked.Update(ref _ticks, list => list.Add(add));
        return new BusSubscription(() => ImmutableInterlocked.Update(ref _ticks, list => list.Remove(add)));
    }

    /// <summary>Lets who registered add notices.</summary>
    public void Tick()
    {
        foreach (var add in _ticks)
            Topics.Try(add, nameof(EachTick));
    }

    /// <summary>Tells that something may have been lost.</summary>
    public void RaiseMissed()
    {
        BusMeter.Missed.Add(1);
        Topics.Raise(Missed, nameof(Missed));
    }

    /// <summary>Tells that a node is gone.</summary>
    /// <param name="id">Its id.</param>
    public void RaiseNodeLeft(string id) => Topics.Raise(NodeLeft, id, nameof(NodeLeft));

    /// <summary>Tells that this node was declared dead.</summary>
    /// <param name="id">The id it had.</param>
    public void RaiseLeaseLost(string id) => Topics.Raise(LeaseLost, id, nameof(LeaseLost));
}
