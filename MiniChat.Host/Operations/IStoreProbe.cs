namespace MiniChat.Host.Operations;

/// <summary>Whether the store can be written just now.</summary>
public interface IStoreProbe
{
    /// <summary>Writes something and waits until it is on the disk.</summary>
    /// <exception cref="Stack.ServiceException">It cannot.</exception>
    Task ProbeAsync(CancellationToken cancel);
}
