namespace MiniChat.ServiceInterface.Nodes;

/// <summary>
/// How the processes of one server, its nodes, tell each other what they did. It is quick and can lose things: what must be known
/// is in the store, and is read there again when <see cref="Missed"/> says so.
/// </summary>
public interface IBus
{
    /// <summary>This process's present id. Another one is taken when its lease was lost.</summary>
    string NodeId { get; }

    /// <summary>Whether there are other nodes at all; with none nothing is sent.</summary>
    bool Others { get; }

    /// <summary>
    /// Whether this is the node that does what one alone should do. While nodes come and go two may think so for a moment: what
    /// must not be done twice has to be claimed in the store.
    /// </summary>
    bool IsFirst { get; }

    /// <summary>Whether what others send is heard just now. While it is not, what is only remembered must not be trusted.</summary>
    bool IsSound { get; }

    /// <summary>Something may have been lost: what matters is to be read again. Handlers must be quick.</summary>
    event Action? Missed;

    /// <summary>Another node, by its id, has ended or was declared dead. Handlers must be quick.</summary>
    event Action<string>? NodeLeft;

    /// <summary>
    /// This process was declared dead under the given id: what it made as that node is others' now. A new id comes soon after, then
    /// <see cref="Missed"/>. Handlers must be quick.
    /// </summary>
    event Action<string>? LeaseLost;

    /// <summary>Queues a notice for the next tick. It never waits and never throws; what finds no room is dropped, and missed there.</summary>
    /// <param name="topic">What it is about: letters, digits, <c>-</c> and <c>.</c>.</param>
    /// <param name="notice">The notice; it is written as JSON at once.</param>
    /// <param name="to">The node that is told; null for all others.</param>
    void Send<T>(string topic, T notice, string? to = null);

    /// <summary>Hears what others send until the result is disposed, in the order in which a node sent it.</summary>
    /// <param name="topic">What it is about.</param>
    /// <param name="hear">Takes the sender's id and the notice. It holds up all others: it must only put things in line.</param>
    IDisposable Subscribe<T>(string topic, Action<string, T> hear);

    /// <summary>Adds notices just before each tick, every 20 ms while there are others, until the result is disposed.</summary>
    /// <param name="add">Sends what there is by now. It holds up the sender: it must be quick.</param>
    IDisposable EachTick(Action add);
}
