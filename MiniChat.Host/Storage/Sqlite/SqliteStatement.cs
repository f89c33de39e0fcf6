using Microsoft.Data.Sqlite;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>A prepared statement that is used again and again.</summary>
public sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;

    /// <summary>Prepares the statement.</summary>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="sql">The SQL text, with named parameters.</param>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
    }

    /// <summary>Gives a parameter its value for the next run.</summary>
    /// <param name="name">The name as in the SQL text, such as <c>@Id</c>.</param>
    /// <param name="value">The value; null is NULL.</param>
    public SqliteStatement Bind(string name, object? value)
    {
        var index = _command.Parameters.IndexOf(name);
        if (index < 0)
            _command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        else
            _command.Parameters[index].Value = value ?? DBNull.Value;
        return this;
    }

    /// <summary>Runs it and gives the count of changed rows.</summary>
    public int Execute() => _command.ExecuteNonQuery();

    /// <summary>Runs it and gives the first row, or the default where there is none.</summary>
    /// <param name="read">Makes a value of the row.</param>
    public T? First<T>(Func<SqliteDataReader, T> read)
    {
        using var reader = _command.ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    /// <summary>Runs it and gives all rows.</summary>
    /// <param name="read">Makes a value of a row.</param>
    public List<T> All<T>(Func<SqliteDataReader, T> read)
    {
        using var reader = _command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();
}
