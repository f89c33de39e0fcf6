namespace MiniChat.Host.Storage.Sql;

/// <summary>Where an engine's SQL differs from the others'. All else is written so that each of them takes it.</summary>
public abstract class SqlFlavour
{
    /// <summary>Demands an index of a planner that would choose another one; empty where the planner needs no help.</summary>
    /// <param name="index">The index's name.</param>
    public abstract string IndexedBy(string index);

    /// <summary>Demands the order of the primary key of a planner that would choose an index.</summary>
    public abstract string NotIndexed { get; }

    /// <summary>A join whose left side is to be gone through first.</summary>
    public abstract string OrderedJoin { get; }

    /// <summary>The values of a row that is kept only while its account, the parameter <c>@account</c>, is there.</summary>
    /// <param name="values">The values, parted by commas.</param>
    public abstract string ValuesOfAccount(string values);

    /// <summary>Whether a row was refused because its account is not there, and the transaction can go on.</summary>
    /// <param name="error">What a statement threw.</param>
    public abstract bool IsOrphan(Exception error);
}
