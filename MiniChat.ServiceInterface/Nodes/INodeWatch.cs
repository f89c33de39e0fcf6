namespace MiniChat.ServiceInterface.Nodes;

/// <summary>Takes care of what nodes leave behind that are not there any more.</summary>
public interface INodeWatch
{
    /// <summary>
    /// Ends what belongs to nodes without a row. Called each second, and at once when a node was declared dead; several nodes may
    /// do it at the same time.
    /// </summary>
    /// <param name="cancel">The server stops.</param>
    Task EndLeftoversAsync(CancellationToken cancel);
}
