namespace MiniChat.ServiceInterface.Nodes;

/// <summary>What was begun on a bus; disposed, it ends.</summary>
/// <param name="end">Ends it; a second time changes nothing.</param>
public sealed class BusSubscription(Action end) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => end();
}
