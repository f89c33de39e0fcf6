using MiniChat.Host.Storage.Moving;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>
/// A backup says itself how many rows each table has, and their checksum: SQLite alone does not see that a letter of a text was
/// changed. A server that starts on the backup drops them.
/// </summary>
internal static class SqliteBackupSums
{
    /// <summary>The table that has them.</summary>
    public const string Table = "backup_sums";

    private const string Create =
        $"CREATE TABLE {Table} (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, sum TEXT NOT NULL, last_number INTEGER NOT NULL) STRICT";

    /// <summary>Reads all rows and writes the sums.</summary>
    /// <param name="session">The backup, which nobody else has.</param>
    /// <param name="path">Its path, as a sentence names it.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>How many rows there are.</returns>
    /// <exception cref="MoveException">They cannot be read or written.</exception>
    public static async Task<long> WriteAsync(
        SqliteSession session,
        string path,
        IMoveProgress progress,
        CancellationToken cancel
    )
    {
        session.Prepare($"DROP TABLE IF EXISTS {Table}").Execute();
        session.Prepare(Create).Execute();
        var rows = 0L;
        foreach (var (table, sum, number) in await SumsAsync(session, path, progress, cancel))
        {
            session
                .Prepare($"INSERT INTO {Table} VALUES (@name, @rows, @sum, @number)")
                .Bind("@name", table)
                .Bind("@rows", sum.Rows)
                .Bind("@sum", sum.Text)
                .Bind("@number", number)
                .Execute();
            progress.Done(table, $"{TableCopier.Count(sum.Rows)}, checksum {sum.Text[..16]}");
            rows += sum.Rows;
        }
        return rows;
    }

    /// <summary>Compares all rows with the sums, where there are any: a file that SQLite's own tool made has none.</summary>
    /// <param name="session">The backup.</param>
    /// <param name="path">Its path, as a sentence names it.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">They differ, or the rows cannot be read.</exception>
    public static async Task CheckAsync(SqliteSession session, string path, IMoveProgress progress, CancellationToken cancel)
    {
        if (!SqliteMigrator.Has(session, Table))
            return;
        var told = session
            .Prepare($"SELECT name, rows, sum, last_number FROM {Table} ORDER BY name")
            .All(row => (row.Text(0), row.Number(1), row.Text(2), row.Number(3)));
        var found = (await SumsAsync(session, path, progress, cancel))
            .Select(one => (one.Table, one.Sum.Rows, one.Sum.Text, one.Number))
            .OrderBy(one => one.Table, StringComparer.Ordinal);
        if (!found.SequenceEqual(told))
            throw new MoveException(
                $"{path} was changed or damaged since the backup was made: its rows are not those. Take another."
            );
    }

    private static async Task<List<(string Table, RowSum Sum, long Number)>> SumsAsync(
        SqliteSession session,
        string path,
        IMoveProgress progress,
        CancellationToken cancel
    )
    {
        // Not disposed: the session is the caller's.
        var rows = new SqliteSource(session, path);
        var sums = new List<(string, RowSum, long)>();
        foreach (var table in SqliteTables.Of(session))
        {
            var sum = await TableCopier.SumAsync(rows, table, progress, cancel);
            sums.Add((table.Name, sum, table.HasNumbers ? await rows.LastNumberAsync(table, cancel) : 0));
        }
        return sums;
    }
}
