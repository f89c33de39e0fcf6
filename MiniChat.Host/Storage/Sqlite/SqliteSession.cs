using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>One connection with its prepared statements. It serves one thread at a time.</summary>
/// <param name="connection">The open connection.</param>
public sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(
        ReferenceEqualityComparer.Instance as IEqualityComparer<string>
    );

    /// <summary>The connection, for Dapper.</summary>
    public SqliteConnection Connection { get; } = connection;

    /// <summary>Whether a transaction is open: SQLite closes one by itself after some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    /// <summary>The statement for a constant SQL text, prepared at its first use: for the hot paths, where Dapper would prepare anew.</summary>
    /// <param name="sql">A constant.</param>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        statement = new SqliteStatement(Connection.Handle!, sql);
        _statements.Add(sql, statement);
        return statement;
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
