namespace MiniChat.Host.Storage.Postgres;

/// <summary>Which node this process is: what makes its writes its own.</summary>
public interface INodeIdentity
{
    /// <summary>The present id; another one after the lease was lost.</summary>
    string Id { get; }
}
