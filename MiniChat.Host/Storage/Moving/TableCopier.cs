namespace MiniChat.Host.Storage.Moving;

/// <summary>
/// Copies all tables, row by row in any amount, and compares both sides. What broke off goes on where it was: the rows that are
/// there must be the source's first.
/// </summary>
/// <param name="source">Where the rows are.</param>
/// <param name="target">Where they go.</param>
/// <param name="progress">Hears how far it is.</param>
internal sealed class TableCopier(IMoveSource source, IMoveTarget target, IMoveProgress progress)
{
    private const int MostRows = 10_000;
    private const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Copies them, and ends the target's copy when both sides are the same.</summary>
    /// <param name="tables">All tables, those that others refer to before these.</param>
    /// <param name="cancel">Ends it; it can be gone on with.</param>
    /// <returns>How many rows there are.</returns>
    /// <exception cref="MoveException">It cannot be done.</exception>
    public async Task<long> CopyAsync(IReadOnlyList<MovedTable> tables, CancellationToken cancel)
    {
        var rows = 0L;
        foreach (var table in tables)
        {
            var sum = await CopyAsync(table, cancel);
            if (table.HasNumbers)
                await target.SetLastNumberAsync(table, await source.LastNumberAsync(table, cancel), cancel);
            progress.Done(table.Name, $"{Count(sum.Rows)}, checksum {sum.Text[..16]}");
            rows += sum.Rows;
        }
        await target.EndAsync(cancel);
        return rows;
    }

    /// <summary>The sum of a table's rows.</summary>
    /// <param name="from">Where they are.</param>
    /// <param name="table">The table.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">They cannot be read.</exception>
    public static async Task<RowSum> SumAsync(
        IMoveSource from,
        MovedTable table,
        IMoveProgress progress,
        CancellationToken cancel
    )
    {
        var sum = new RowSum();
        await foreach (var row in from.ReadAsync(table, cancel))
        {
            sum.Add(row);
            if (sum.Rows % MostRows == 0)
                progress.At(table.Name, $"{Count(sum.Rows)} compared");
        }
        return sum;
    }

    /// <summary>How many rows, in words.</summary>
    /// <param name="rows">How many.</param>
    public static string Count(long rows) => rows == 1 ? "1 row" : $"{rows} rows";

    private async Task<RowSum> CopyAsync(MovedTable table, CancellationToken cancel)
    {
        var there = await SumAsync(target, table, progress, cancel);
        var sum = await AddAsync(table, there, cancel);
        if (sum.Rows < there.Rows)
            throw IsNone();
        var kept = sum.Rows == there.Rows ? there : await SumAsync(target, table, progress, cancel);
        return kept.IsSameAs(sum)
            ? sum
            : throw new MoveException(
                $"The table {table.Name} has {Count(sum.Rows)} with the checksum {sum.Text[..16]} in {source.Name}, and "
                    + $"{Count(kept.Rows)} with {kept.Text[..16]} in {target.Name}: something else writes there. End that, drop "
                    + "what was copied, and copy again."
            );
    }

    /// <summary>Adds what is missing to the rows that are there already.</summary>
    private async Task<RowSum> AddAsync(MovedTable table, RowSum there, CancellationToken cancel)
    {
        var sum = new RowSum();
        var (rows, bytes) = (new List<object?[]>(), 0);
        await foreach (var row in source.ReadAsync(table, cancel))
        {
            bytes += sum.Add(row);
            if (sum.Rows == there.Rows && !sum.IsSameAs(there))
                throw IsNone();
            if (sum.Rows <= there.Rows)
            {
                bytes = 0;
                continue;
            }
            rows.Add(row);
            if (rows.Count < MostRows && bytes < MostBytes)
                continue;
            await target.WriteAsync(table, rows, cancel);
            progress.At(table.Name, Count(sum.Rows));
            rows.Clear();
            bytes = 0;
        }
        if (rows.Count > 0)
            await target.WriteAsync(table, rows, cancel);
        return sum;
    }

    private MoveException IsNone() =>
        new(
            $"What was copied to {target.Name} before is not the beginning of what is in {source.Name}: that has changed since, or "
                + "it is another one's copy. Drop what was copied, and copy again."
        );
}
