using System.Data;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MiniChat.Host.Storage.Moving;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>The rows of a PostgreSQL database.</summary>
internal class PostgresSource : IMoveSource
{
    /// <summary>A copy takes as long as it takes, whatever the server allows others.</summary>
    protected const string Patience = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

    // A node renews its row each second.
    private const string Serving = "SELECT count(*) FROM nodes WHERE renewed_at > clock_timestamp() - INTERVAL '5 seconds'";

    private readonly NpgsqlConnectionStringBuilder _given;

    /// <summary>Takes an open connection.</summary>
    /// <param name="connection">The connection; it is closed at the end.</param>
    /// <param name="given">How another one can be opened.</param>
    protected PostgresSource(NpgsqlConnection connection, NpgsqlConnectionStringBuilder given)
    {
        Connection = connection;
        _given = given;
        Name = PostgresOptions.PlaceOf(given);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The connection.</summary>
    protected NpgsqlConnection Connection { get; }

    /// <summary>Opens a database for reading, all as of this moment.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="mayServe">Whether processes may serve it meanwhile: what they write is not seen.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="StartupException">It cannot be used, or is none of MiniChat's, or of another version.</exception>
    /// <exception cref="MoveException">A process serves it that may not.</exception>
    public static async Task<PostgresSource> OpenAsync(PostgresOptions options, bool mayServe, CancellationToken cancel)
    {
        var given = Given(options);
        var connection = await OpenAsync(given, cancel);
        var source = new PostgresSource(connection, given);
        try
        {
            await source.GuardAsync(async () =>
            {
                // It is closed with the connection.
                await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
                await source.ExecuteAsync(Patience, cancel);
                PostgresMigrator.CheckCurrent(connection);
                return mayServe || await source.DemandQuietAsync(cancel);
            });
            return source;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<object?[]> ReadAsync(MovedTable table, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(table.Select, Connection);
        await using var reader = await GuardAsync(() => command.ExecuteReaderAsync(cancel));
        while (await GuardAsync(() => reader.ReadAsync(cancel)))
            yield return Values(table, reader);
    }

    /// <inheritdoc/>
    public Task<long> LastNumberAsync(MovedTable table, CancellationToken cancel) =>
        GuardAsync(async () =>
        {
            var sequence = await ScalarAsync<string>($"SELECT pg_get_serial_sequence('{table.Name}', 'id')", cancel);
            return await ScalarAsync<long>(
                $"SELECT GREATEST((SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}), "
                    + $"(SELECT coalesce(max(id), 0) FROM {table.Name}))",
                cancel
            );
        });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>How the database is reached for a move: by a connection that nobody had before, without a limit of time.</summary>
    /// <param name="options">Where it is.</param>
    protected static NpgsqlConnectionStringBuilder Given(PostgresOptions options)
    {
        var given = PostgresOptions.Read(options.ConnectionString);
        given.Pooling = false;
        given.CommandTimeout = 0;
        return given;
    }

    /// <summary>Opens a connection to a database that MiniChat can work on.</summary>
    /// <param name="given">How.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="StartupException">It cannot be used.</exception>
    protected static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder given, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(given.ToString());
        try
        {
            await connection.OpenAsync(cancel);
            PostgresStart.Check(connection, PostgresStart.Name(given));
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (IsOfTheDatabase(e))
                throw PostgresStart.Refusal(given, e);
            throw;
        }
    }

    /// <summary>Refuses a database that processes serve.</summary>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">One does.</exception>
    protected async Task<bool> DemandQuietAsync(CancellationToken cancel) =>
        await ScalarAsync<long>(Serving, cancel) is var nodes and > 0
            ? throw new MoveException(
                $"{nodes} {(nodes == 1 ? "process serves" : "processes serve")} {Name}: stop all, and run this again; what they write "
                    + "meanwhile would be lost."
            )
            : true;

    /// <summary>Does something, and words what fails.</summary>
    /// <param name="act">What is done.</param>
    protected async Task<T> GuardAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (IsOfTheDatabase(e))
        {
            throw PostgresStart.Refusal(_given, e);
        }
    }

    /// <summary>Runs statements that give no rows, parted by semicolons.</summary>
    /// <param name="sql">The statements.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>How many rows were changed.</returns>
    protected async Task<int> ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The one value of a query.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="cancel">Ends it.</param>
    protected async Task<T> ScalarAsync<T>(string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        return (T)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static bool IsOfTheDatabase(Exception error) => error is NpgsqlException or TimeoutException or SocketException;

    private static object?[] Values(MovedTable table, NpgsqlDataReader reader)
    {
        var values = new object?[table.Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!reader.IsDBNull(i))
                values[i] = reader.GetValue(i) is var value && value is string text ? PostgresText.Decode(text) : value;
        }
        return values;
    }
}
