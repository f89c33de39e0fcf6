using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Sql;
using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>
/// A prepared statement that is used again and again, straight on SQLite's own interface: much cheaper than a command, which
/// looks its parameters up by name at each run. What it gives is there at once: SQLite never waits for a network.
/// </summary>
public sealed class SqliteStatement : SqlStatement, IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string[] _names;
    private readonly SqliteRow _row;

    /// <summary>Prepares the statement.</summary>
    /// <param name="database">The connection's handle.</param>
    /// <param name="sql">One SQL statement, with named parameters.</param>
    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _row = new SqliteRow(_statement);
        _names = new string[raw.sqlite3_bind_parameter_count(_statement)];
        for (var i = 0; i < _names.Length; i++)
            _names[i] = raw.sqlite3_bind_parameter_name(_statement, i + 1).utf8_to_string();
    }

    /// <inheritdoc/>
    public override SqliteStatement Bind(string name, long? value)
    {
        var index = IndexOf(name);
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, index, number) : raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <inheritdoc/>
    public override SqliteStatement Bind(string name, string? value)
    {
        var index = IndexOf(name);
        Check(value is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_text16(_statement, index, value));
        return this;
    }

    /// <inheritdoc/>
    public override SqliteStatement Bind(string name, byte[] value)
    {
        Check(raw.sqlite3_bind_blob(_statement, IndexOf(name), value));
        return this;
    }

    /// <inheritdoc/>
    public override SqliteStatement BindReal(string name, double value)
    {
        Check(raw.sqlite3_bind_double(_statement, IndexOf(name), value));
        return this;
    }

    /// <summary>Runs it and gives the count of changed rows.</summary>
    public int Execute()
    {
        try
        {
            while (Step()) { }
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ExecuteAsync() => ValueTask.FromResult(Execute());

    /// <inheritdoc/>
    public override ValueTask<long> InsertAsync()
    {
        Execute();
        return ValueTask.FromResult(raw.sqlite3_last_insert_rowid(_database));
    }

    /// <inheritdoc/>
    public override ValueTask<T?> FirstAsync<T>(Func<SqlRow, T> read)
        where T : default => ValueTask.FromResult(First(read));

    /// <inheritdoc/>
    public override ValueTask<List<T>> AllAsync<T>(Func<SqlRow, T> read) => ValueTask.FromResult(All(read));

    /// <summary>Runs it and gives the first row, or the default where there is none.</summary>
    /// <param name="read">Makes a value of the row.</param>
    public T? First<T>(Func<SqlRow, T> read)
    {
        try
        {
            return Step() ? read(_row) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs it and gives all rows.</summary>
    /// <param name="read">Makes a value of a row.</param>
    public List<T> All<T>(Func<SqlRow, T> read)
    {
        try
        {
            var rows = new List<T>();
            while (Step())
                rows.Add(read(_row));
            return rows;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs it and gives row after row, so that any number of them takes no room.</summary>
    /// <param name="read">Makes a value of a row.</param>
    public IEnumerable<T> Each<T>(Func<SqlRow, T> read)
    {
        try
        {
            while (Step())
                yield return read(_row);
        }
        finally
        {
            Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        return result == raw.SQLITE_DONE ? false : throw Error(result);
    }

    // What went wrong was told by the step; a reset only repeats it.
    private void Reset() => raw.sqlite3_reset(_statement);

    private int IndexOf(string name)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i] == name)
                return i + 1;
        }
        throw new ArgumentException($"The statement has no parameter {name}.", nameof(name));
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw Error(result);
    }

    private SqliteException Error(int result) =>
        new(raw.sqlite3_errmsg(_database).utf8_to_string(), result & 0xFF, raw.sqlite3_extended_errcode(_database));
}
