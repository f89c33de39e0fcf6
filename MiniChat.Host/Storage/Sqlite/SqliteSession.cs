using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Sql;
using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>One connection with its prepared statements. It serves one thread at a time.</summary>
/// <param name="connection">The open connection.</param>
public sealed class SqliteSession(SqliteConnection connection) : SqlSession, IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(
        ReferenceEqualityComparer.Instance as IEqualityComparer<string>
    );

    /// <inheritdoc/>
    public override SqlFlavour Flavour => SqliteFlavour.Instance;

    /// <summary>The connection.</summary>
    public SqliteConnection Connection { get; } = connection;

    /// <summary>Whether a transaction is open: SQLite closes one by itself after some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    /// <inheritdoc/>
    public override SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        statement = new SqliteStatement(Connection.Handle!, sql);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Locks nothing: there is one writer, and what a work reads is so until its end.</summary>
    /// <param name="names">What others would lock.</param>
    public override ValueTask LockAsync(params IReadOnlyList<string> names) => ValueTask.CompletedTask;

    /// <summary>Several reads that see the same moment. After a failure the connection is given up, and the snapshot with it.</summary>
    /// <param name="read">The reads.</param>
    public override async ValueTask<T> SnapshotAsync<T>(Func<ValueTask<T>> read)
    {
        Prepare("BEGIN").Execute();
        var result = await read();
        Prepare("COMMIT").Execute();
        return result;
    }

    /// <summary>Runs several statements that give no rows.</summary>
    /// <param name="sql">The statements, parted by semicolons.</param>
    public void ExecuteScript(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        Connection.Dispose();
    }
}
