using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>The rows of a SQLite file.</summary>
/// <param name="session">The connection; it is closed at the end.</param>
/// <param name="path">The file.</param>
internal class SqliteSource(SqliteSession session, string path) : IMoveSource
{
    /// <inheritdoc/>
    public string Name => path;

    /// <summary>The connection.</summary>
    protected SqliteSession Session => session;

    /// <inheritdoc/>
    public async IAsyncEnumerable<object?[]> ReadAsync(MovedTable table, [EnumeratorCancellation] CancellationToken cancel)
    {
        // So that who waits for the first row does not wait for a sort of all.
        await Task.CompletedTask;
        using var rows = Guard(() => session.Prepare(table.Select)).Each(row => Values(table, row)).GetEnumerator();
        while (Guard(rows.MoveNext))
        {
            cancel.ThrowIfCancellationRequested();
            yield return rows.Current;
        }
    }

    /// <inheritdoc/>
    public Task<long> LastNumberAsync(MovedTable table, CancellationToken cancel) =>
        Task.FromResult(
            Guard(() =>
                session
                    .Prepare(
                        $"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table.Name}'), 0), "
                            + $"coalesce((SELECT max(id) FROM {table.Name}), 0))"
                    )
                    .First(row => row.Number(0))
            )
        );

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        session.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Does something, and words what fails.</summary>
    /// <param name="act">What is done.</param>
    protected T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.AtMove(path, e);
        }
    }

    private static object?[] Values(MovedTable table, SqlRow row)
    {
        var values = new object?[table.Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.IsNull(i)
                ? null
                : table.Columns[i].Kind switch
                {
                    MovedKind.Number => row.Number(i),
                    MovedKind.Real => row.Real(i),
                    // By its bytes, so that U+0000 does not end it.
                    MovedKind.Text => Encoding.UTF8.GetString(row.Bytes(i)),
                    _ => row.Bytes(i).ToArray(),
                };
        }
        return values;
    }
}
