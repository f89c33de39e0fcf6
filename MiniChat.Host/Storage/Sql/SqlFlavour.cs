namespace MiniChat.Host.Storage.Sql;

/// <summary>Where an engine's SQL differs from the others'. All else is written so that each of them takes it.</summary>
public abstract class SqlFlavour
{
    /// <summary>Demands an index of a planner that would choose another one; empty where the planner needs no help.</summary>
    /// <param name="index">The index's name.</param>
    public abstract string IndexedBy(string index);

    /// <summary>Demands the order of the primary key of a planner that would choose an index.</summary>
    public abstract string NotIndexed { get; }

    /// <summary>Whether a row with a greater number is never seen before one with a smaller.</summary>
    public abstract bool NumbersComeInOrder { get; }

    /// <summary>Whether the node is not there any more that made or does something.</summary>
    /// <param name="column">The column with its id.</param>
    public abstract string NodeIsGone(string column);

    /// <summary>A join whose left side is to be gone through first.</summary>
    public abstract string OrderedJoin { get; }

    /// <summary>
    /// Whether a row was refused because its account is not there, and the transaction goes on without it. Where a refused row
    /// ends the transaction, this is never so, and the row is not to be tried.
    /// </summary>
    /// <param name="error">What a statement threw.</param>
    public abstract bool IsOrphan(Exception error);

    /// <summary>Whether a refused row leaves the transaction as it was.</summary>
    public abstract bool RefusesRowsAlone { get; }
}
