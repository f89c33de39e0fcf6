namespace MiniChat.Host.Storage.Sql;

/// <summary>One connection with its prepared statements. It serves one work at a time.</summary>
public abstract class SqlSession
{
    /// <summary>Where the engine's SQL differs from the others'.</summary>
    public abstract SqlFlavour Flavour { get; }

    /// <summary>The statement for a SQL text, prepared at its first use.</summary>
    /// <param name="sql">A constant, or a text made once: it is known by its reference.</param>
    public abstract SqlStatement Prepare(string sql);

    /// <summary>
    /// Keeps others who lock the same names waiting until the transaction ends, in whatever process they are. A work locks once,
    /// before it reads: two that each held what the other wants would never end.
    /// </summary>
    /// <param name="names">What is locked, by <see cref="SqlLock"/>.</param>
    public abstract ValueTask LockAsync(params IReadOnlyList<string> names);

    /// <summary>Several reads that see the same moment.</summary>
    /// <param name="read">The reads.</param>
    public abstract ValueTask<T> SnapshotAsync<T>(Func<ValueTask<T>> read);
}
