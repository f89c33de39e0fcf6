namespace MiniChat.Host.Storage.Moving;

/// <summary>Where rows are read, all as of one moment.</summary>
internal interface IMoveSource : IAsyncDisposable
{
    /// <summary>What it is, as a sentence names it.</summary>
    string Name { get; }

    /// <summary>The rows of a table, one after the other, each time in the same order.</summary>
    /// <param name="table">The table.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">They cannot be read.</exception>
    IAsyncEnumerable<object?[]> ReadAsync(MovedTable table, CancellationToken cancel);

    /// <summary>The greatest number that a row of the table had so far, also of one that was deleted.</summary>
    /// <param name="table">The table; one that gives its rows numbers.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">It cannot be read.</exception>
    Task<long> LastNumberAsync(MovedTable table, CancellationToken cancel);
}
