namespace MiniChat.Host.Storage.Moving;

/// <summary>What a column holds, in either engine.</summary>
internal enum MovedKind
{
    /// <summary>A whole number, as <see cref="long"/>.</summary>
    Number,

    /// <summary>A number with a fraction, as <see cref="double"/>.</summary>
    Real,

    /// <summary>A text, as <see cref="string"/>.</summary>
    Text,

    /// <summary>Bytes, as an array of them.</summary>
    Bytes,
}

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds, when it is not NULL.</param>
/// <param name="Key">Its place in the primary key, from 1 on; 0 outside of that.</param>
internal sealed record MovedColumn(string Name, MovedKind Kind, long Key);

/// <summary>A table, the same in either engine. A row is its values in the order of the columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">All columns.</param>
internal sealed record MovedTable(string Name, IReadOnlyList<MovedColumn> Columns)
{
    /// <summary>The columns' names, as SQL lists them.</summary>
    public string Names { get; } = string.Join(", ", Columns.Select(column => column.Name));

    /// <summary>Reads all rows, each time in the same order; another engine's may be another one, where a text has U+0000.</summary>
    public string Select { get; } =
        $"SELECT {string.Join(", ", Columns.Select(column => column.Name))} FROM {Name} ORDER BY "
        + string.Join(", ", Columns.Where(column => column.Key > 0).OrderBy(column => column.Key).Select(column => column.Name));

    /// <summary>Whether the engine gives its rows their numbers.</summary>
    public bool HasNumbers { get; } = Columns.Any(column => column is { Name: "id", Kind: MovedKind.Number, Key: 1 });
}
