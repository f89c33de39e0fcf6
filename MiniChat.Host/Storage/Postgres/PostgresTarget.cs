using System.Security.Cryptography;
using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Sql;
using Npgsql;
using NpgsqlTypes;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>A PostgreSQL database that rows are copied to.</summary>
internal sealed class PostgresTarget : PostgresSource, IMoveTarget
{
    private const string Unfinished = SqlMigrations.Unfinished;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // Who began last has the copy: another one, if there is, finds that at its next rows.
    private readonly string _token = RandomNumberGenerator.GetHexString(32);
    private readonly NpgsqlConnectionStringBuilder _how;
    private IReadOnlyList<MovedTable> _tables = [];

    private PostgresTarget(NpgsqlConnection connection, NpgsqlConnectionStringBuilder given)
        : base(connection, given) => _how = given;

    /// <summary>Opens a database, and brings its schema up to date.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">The time that is noted with migrations.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static async Task<PostgresTarget> OpenAsync(PostgresOptions options, TimeProvider clock, CancellationToken cancel)
    {
        var given = Given(options);
        var target = new PostgresTarget(await OpenAsync(given, cancel), given);
        try
        {
            return await target.GuardAsync(() =>
            {
                PostgresMigrator.Migrate(target.Connection, clock, mayBeUnfinished: true);
                return Task.FromResult(target);
            });
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> BeginAsync(IReadOnlyList<MovedTable> tables, CancellationToken cancel)
    {
        _tables = tables;
        return InTransactionAsync(
            async () =>
            {
                // A server that starts in this moment does so before, and is seen, or after, and is refused.
                PostgresMigrator.LockSchema(Connection);
                if (PostgresMigrator.Exists(Connection, Unfinished))
                {
                    await ExecuteAsync($"UPDATE {Unfinished} SET token = '{_token}'", cancel);
                    return true;
                }
                await DemandQuietAsync(cancel);
                await DemandEmptyAsync(cancel);
                await ExecuteAsync($"CREATE TABLE {Unfinished} (token TEXT NOT NULL)", cancel);
                await ExecuteAsync($"INSERT INTO {Unfinished} VALUES ('{_token}')", cancel);
                return false;
            },
            cancel
        );
    }

    /// <inheritdoc/>
    public Task WriteAsync(MovedTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel) =>
        InTransactionAsync(
            async () =>
            {
                await DemandOwnAsync(cancel);
                await using var writer = await Connection.BeginBinaryImportAsync(
                    $"COPY {table.Name} ({table.Names}) FROM STDIN (FORMAT BINARY)",
                    cancel
                );
                // None at all cannot be said here.
                writer.Timeout = Longest;
                foreach (var row in rows)
                {
                    await writer.StartRowAsync(cancel);
                    foreach (var value in row)
                        await WriteAsync(writer, value, cancel);
                }
                await writer.CompleteAsync(cancel);
                return true;
            },
            cancel
        );

    /// <inheritdoc/>
    public async Task SetLastNumberAsync(MovedTable table, long number, CancellationToken cancel)
    {
        // What was given before stays given, whatever became of it.
        var last = Math.Max(number, await LastNumberAsync(table, cancel));
        if (last > 0)
            await GuardAsync(() =>
                ScalarAsync<long>($"SELECT setval(pg_get_serial_sequence('{table.Name}', 'id'), {last})", cancel)
            );
    }

    /// <inheritdoc/>
    public async Task EndAsync(CancellationToken cancel)
    {
        await InTransactionAsync(
            async () =>
            {
                await DemandOwnAsync(cancel);
                // What it tells is of other rows.
                await ExecuteAsync("DELETE FROM embedding_progress", cancel);
                PostgresWords.Fill(Connection);
                return await ExecuteAsync($"DROP TABLE {Unfinished}", cancel);
            },
            cancel
        );
        // The planner knows nothing of rows that came at once.
        await GuardAsync(() => ExecuteAsync($"ANALYZE {string.Join(", ", _tables.Select(table => table.Name))}", cancel));
    }

    /// <inheritdoc/>
    public async Task UndoAsync()
    {
        // By a connection of its own: what failed may have been this one.
        await using var other = new PostgresTarget(await OpenAsync(_how, CancellationToken.None), _how);
        await Connection.CloseAsync();
        await other.InTransactionAsync(
            async () =>
            {
                if (await other.ExecuteAsync(Own, CancellationToken.None) == 0)
                    return 0;
                await other.ExecuteAsync(
                    $"TRUNCATE {string.Join(", ", _tables.Select(table => table.Name))}",
                    CancellationToken.None
                );
                return await other.ExecuteAsync($"DROP TABLE {Unfinished}", CancellationToken.None);
            },
            CancellationToken.None
        );
    }

    private string Own => $"UPDATE {Unfinished} SET token = token WHERE token = '{_token}'";

    private async Task DemandOwnAsync(CancellationToken cancel)
    {
        if (await ExecuteAsync(Own, cancel) == 0)
            throw new MoveException($"Another copy to {Name} was begun and has gone on from here: let that one end.");
    }

    private async Task DemandEmptyAsync(CancellationToken cancel)
    {
        foreach (var table in _tables)
        {
            if (await ScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM {table.Name})", cancel))
            {
                throw new MoveException(
                    $"{PostgresStart.Name(_how)} has data already (in {table.Name}) and is left as it is: name an empty one."
                );
            }
        }
    }

    private Task<T> InTransactionAsync<T>(Func<Task<T>> act, CancellationToken cancel) =>
        GuardAsync(async () =>
        {
            await using var transaction = await Connection.BeginTransactionAsync(cancel);
            await ExecuteAsync(Patience, cancel);
            var result = await act();
            await transaction.CommitAsync(cancel);
            return result;
        });

    private static Task WriteAsync(NpgsqlBinaryImporter writer, object? value, CancellationToken cancel) =>
        value switch
        {
            null => writer.WriteNullAsync(cancel),
            long number => writer.WriteAsync(number, NpgsqlDbType.Bigint, cancel),
            double real => writer.WriteAsync(real, NpgsqlDbType.Double, cancel),
            string text => writer.WriteAsync(PostgresText.Encode(text), NpgsqlDbType.Text, cancel),
            byte[] bytes => writer.WriteAsync(bytes, NpgsqlDbType.Bytea, cancel),
            _ => throw new ArgumentException($"A {value.GetType().Name} is no value of a row.", nameof(value)),
        };
}
