using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>What PostgreSQL says otherwise than SQLite. Its planner knows what lies in the tables, and takes no advice.</summary>
internal sealed class PostgresFlavour : SqlFlavour
{
    /// <summary>The only one.</summary>
    public static PostgresFlavour Instance { get; } = new();

    /// <inheritdoc/>
    public override string IndexedBy(string index) => "";

    /// <inheritdoc/>
    public override bool NumbersComeInOrder => false;

    /// <inheritdoc/>
    public override string NotIndexed => "";

    /// <summary>Its row has gone.</summary>
    /// <param name="column">The column with its id.</param>
    public override string NodeIsGone(string column) => $"NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.id = {column})";

    /// <inheritdoc/>
    public override string OrderedJoin => "JOIN";

    /// <summary>Never: a refused row ends the transaction.</summary>
    /// <param name="error">What a statement threw.</param>
    public override bool IsOrphan(Exception error) => false;

    /// <inheritdoc/>
    public override bool RefusesRowsAlone => false;
}
