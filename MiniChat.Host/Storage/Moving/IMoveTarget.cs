namespace MiniChat.Host.Storage.Moving;

/// <summary>
/// Where rows are written. From the beginning to the end it says of itself that a copy is under way: no server starts on it, and
/// the same copy can go on.
/// </summary>
internal interface IMoveTarget : IMoveSource
{
    /// <summary>Makes the tables where they are not there, and begins a copy, or goes on with the one that was begun.</summary>
    /// <param name="tables">All tables.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Whether one was begun before.</returns>
    /// <exception cref="MoveException">It has data that is no unfinished copy, or cannot be used.</exception>
    Task<bool> BeginAsync(IReadOnlyList<MovedTable> tables, CancellationToken cancel);

    /// <summary>Adds rows, all or none.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">They cannot be written.</exception>
    Task WriteAsync(MovedTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel);

    /// <summary>Lets the next row of a table have a greater number than this.</summary>
    /// <param name="table">The table; one that gives its rows numbers.</param>
    /// <param name="number">The greatest number so far.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">It cannot be written.</exception>
    Task SetLastNumberAsync(MovedTable table, long number, CancellationToken cancel);

    /// <summary>The copy is whole: a server may start on it.</summary>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">It cannot be written.</exception>
    Task EndAsync(CancellationToken cancel);

    /// <summary>Takes away what was written since the beginning.</summary>
    /// <exception cref="MoveException">It cannot be.</exception>
    Task UndoAsync();
}
