using MiniChat.ServiceInterface;

namespace MiniChat.Host.Storage.Sql;

/// <summary>A prepared statement with its parameters, used again and again. A run takes the values that were bound before it.</summary>
public abstract class SqlStatement
{
    /// <summary>Gives a parameter its value for the next runs.</summary>
    /// <param name="name">The name as in the SQL text, such as <c>@id</c>.</param>
    /// <param name="value">The value; null is NULL.</param>
    public abstract SqlStatement Bind(string name, long? value);

    /// <inheritdoc cref="Bind(string, long?)"/>
    public abstract SqlStatement Bind(string name, string? value);

    /// <inheritdoc cref="Bind(string, long?)"/>
    public abstract SqlStatement Bind(string name, byte[] value);

    /// <summary>Gives a parameter a number with a fraction for the next runs.</summary>
    /// <param name="name">The name as in the SQL text.</param>
    /// <param name="value">The value.</param>
    public abstract SqlStatement BindReal(string name, double value);

    /// <summary>Gives a parameter a time for the next runs: milliseconds since 1970.</summary>
    /// <param name="name">The name as in the SQL text.</param>
    /// <param name="value">The time; null is NULL.</param>
    public SqlStatement Bind(string name, DateTimeOffset? value) => Bind(name, value?.ToUnixTimeMilliseconds());

    /// <summary>Says which page of an account's list the next runs give, to <c>@account</c>, <c>@at</c>, <c>@id</c> and <c>@take</c>.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="place">Only what comes behind this place.</param>
    /// <param name="take">How many at most.</param>
    public SqlStatement BindPage(long accountId, TimePlace place, int take) =>
        Bind("@account", accountId).Bind("@at", place.At).Bind("@id", place.Id).Bind("@take", take);

    /// <summary>Runs it and gives the count of changed rows.</summary>
    public abstract ValueTask<int> ExecuteAsync();

    /// <summary>Runs an INSERT of one row and gives its number, the column <c>id</c>.</summary>
    public abstract ValueTask<long> InsertAsync();

    /// <summary>Runs it and gives the first row, or the default where there is none.</summary>
    /// <param name="read">Makes a value of the row.</param>
    public abstract ValueTask<T?> FirstAsync<T>(Func<SqlRow, T> read);

    /// <summary>Runs it and gives all rows.</summary>
    /// <param name="read">Makes a value of a row.</param>
    public abstract ValueTask<List<T>> AllAsync<T>(Func<SqlRow, T> read);

    /// <summary>Runs it and gives the first column of the only row as a number; 0 for NULL.</summary>
    public ValueTask<long> NumberAsync() => FirstAsync(static row => row.Number(0));
}
