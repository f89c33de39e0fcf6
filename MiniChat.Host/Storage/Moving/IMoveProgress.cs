namespace MiniChat.Host.Storage.Moving;

/// <summary>Hears how far a move is.</summary>
internal interface IMoveProgress
{
    /// <summary>Something goes on.</summary>
    /// <param name="what">The table, or what is done.</param>
    /// <param name="how">How far it is.</param>
    void At(string what, string how);

    /// <summary>Something is done.</summary>
    /// <param name="what">The table, or what was done.</param>
    /// <param name="how">What came of it.</param>
    void Done(string what, string how);
}
