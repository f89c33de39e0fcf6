using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host.Bus.Memory;

/// <summary>The bus of a server that is one process: there is nobody to tell, and nothing is ever missed.</summary>
public sealed class MemoryBus : IBus
{
    /// <inheritdoc/>
    public string NodeId { get; } = BusIds.New();

    /// <inheritdoc/>
    public bool Others => false;

    /// <inheritdoc/>
    public bool IsFirst => true;

    /// <inheritdoc/>
    public bool IsSound => true;

    /// <inheritdoc/>
    public event Action? Missed
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public event Action<string>? NodeLeft
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public event Action<string>? LeaseLost
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public void Send<T>(string topic, T notice, string? to = null) { }

    /// <inheritdoc/>
    public IDisposable Subscribe<T>(string topic, Action<string, T> hear) => new BusSubscription(() => { });

    /// <inheritdoc/>
    public IDisposable EachTick(Action add) => new BusSubscription(() => { });
}
