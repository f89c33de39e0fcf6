namespace MiniChat.Host.Storage.Sql;

/// <summary>Where the rows lie. The stores are written once over it; an engine knows connections, transactions and failures.</summary>
public interface ISqlEngine
{
    /// <summary>Does a work inside a transaction; the task ends when that is on the disk.</summary>
    /// <param name="work">
    /// Reads and writes through the session. When it throws, it alone is undone. It may be run twice: nothing outside the
    /// session may change in it. Works of others run beside it: what it reads and then relies on, it locks before.
    /// </param>
    /// <param name="cancel">A work that has not begun is dropped.</param>
    /// <exception cref="Stack.ServiceException">The store cannot be written; nothing was kept.</exception>
    Task<T> WriteAsync<T>(Func<SqlSession, ValueTask<T>> work, CancellationToken cancel);

    /// <summary>Reads.</summary>
    /// <param name="read">The reads; several see the same moment only in a snapshot.</param>
    /// <param name="cancel">Ends the wait for a connection.</param>
    /// <exception cref="Stack.ServiceException">The store cannot be read.</exception>
    Task<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancel);
}
