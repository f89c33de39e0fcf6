using MiniChat.ServiceInterface.Searches;

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

    /// <summary>The usages <c>u</c> of all accounts, to be read by an index.</summary>
    public abstract string AllUsages { get; }

    /// <summary>
    /// Whether a row was refused because its account is not there, and the transaction goes on without it. Where a refused row
    /// ends the transaction, this is never so, and the row is not to be tried.
    /// </summary>
    /// <param name="error">What a statement threw.</param>
    public abstract bool IsOrphan(Exception error);

    /// <summary>
    /// The numbers of the turns of <c>@account</c> behind <c>@at</c> and <c>@id</c> that have all words of <c>@words</c>, newest
    /// first, <c>@take</c> of them.
    /// </summary>
    public abstract string TurnsWithWords { get; }

    /// <summary>The words of a search as the engine wants them.</summary>
    /// <param name="prefix">What stands before each word.</param>
    /// <param name="words">The words.</param>
    public abstract string Expression(string prefix, IEnumerable<SearchWord> words);

    /// <summary>Gives the turn <c>@id</c>, which has none yet, its words <c>@words</c>.</summary>
    public abstract string KeepWords { get; }

    /// <summary>What the column <c>words</c> of a turn is made of <c>@words</c> by; null where words lie elsewhere.</summary>
    public abstract string? WordsValue { get; }

    /// <summary>Ends a SELECT of rows that nobody may delete until the transaction ends; empty where nobody could.</summary>
    public abstract string ThatStay { get; }

    /// <summary>Whether a refused row leaves the transaction as it was.</summary>
    public abstract bool RefusesRowsAlone { get; }
}
