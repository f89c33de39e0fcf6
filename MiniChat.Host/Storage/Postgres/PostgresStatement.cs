using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Accounts;
using Npgsql;
using NpgsqlTypes;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>
/// A statement of one connection: one command that is used again and again. At its first run the server parses it, once and for
/// all; through a transaction pooler, where the next run may meet another connection, it does so at each.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="sql">One SQL statement, with named parameters.</param>
/// <param name="prepares">Whether the server keeps what it parsed.</param>
internal sealed class PostgresStatement(NpgsqlConnection connection, string sql, bool prepares) : SqlStatement, IDisposable
{
    private const string Returning = " RETURNING id";

    private readonly NpgsqlCommand _command = new(sql, connection);

    /// <inheritdoc/>
    public override SqlStatement Bind(string name, long? value) => Set(name, NpgsqlDbType.Bigint, value);

    /// <inheritdoc/>
    public override SqlStatement Bind(string name, string? value) =>
        Set(name, NpgsqlDbType.Text, value is null ? null : PostgresText.Encode(value));

    /// <inheritdoc/>
    public override SqlStatement Bind(string name, byte[] value) => Set(name, NpgsqlDbType.Bytea, value);

    /// <inheritdoc/>
    public override SqlStatement BindReal(string name, double value) => Set(name, NpgsqlDbType.Double, value);

    /// <summary>Gives a parameter a list of numbers for the next runs.</summary>
    /// <param name="name">The name as in the SQL text.</param>
    /// <param name="values">The numbers.</param>
    public PostgresStatement BindAll(string name, long[] values) => Set(name, NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    /// <inheritdoc/>
    public override ValueTask<int> ExecuteAsync() =>
        RunAsync(sql, async command => Math.Max(0, await command.ExecuteNonQueryAsync()));

    /// <inheritdoc/>
    public override ValueTask<long> InsertAsync() =>
        RunAsync(sql + Returning, static async command => (long)(await command.ExecuteScalarAsync())!);

    /// <inheritdoc/>
    public override ValueTask<T?> FirstAsync<T>(Func<SqlRow, T> read)
        where T : default =>
        RunAsync(
            sql,
            async command =>
            {
                await using var reader = await command.ExecuteReaderAsync();
                return await reader.ReadAsync() ? read(new PostgresRow(reader)) : default;
            }
        );

    /// <inheritdoc/>
    public override ValueTask<List<T>> AllAsync<T>(Func<SqlRow, T> read) =>
        RunAsync(
            sql,
            async command =>
            {
                await using var reader = await command.ExecuteReaderAsync();
                var row = new PostgresRow(reader);
                var rows = new List<T>();
                while (await reader.ReadAsync())
                    rows.Add(read(row));
                return rows;
            }
        );

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();

    private PostgresStatement Set(string name, NpgsqlDbType type, object? value)
    {
        var parameters = _command.Parameters;
        var index = parameters.IndexOf(name);
        if (index < 0)
        {
            // The type is fixed from the first value on: a NULL has none of its own, and the statement is parsed once.
            parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
            return this;
        }
        parameters[index].Value = value ?? DBNull.Value;
        return this;
    }

    private async ValueTask<T> RunAsync<T>(string text, Func<NpgsqlCommand, Task<T>> run)
    {
        if (!ReferenceEquals(_command.CommandText, text) && _command.CommandText != text)
            _command.CommandText = text;
        try
        {
            if (prepares && !_command.IsPrepared)
                await _command.PrepareAsync();
            return await run(_command);
        }
        catch (PostgresException e) when (PostgresErrors.IsOrphan(e))
        {
            throw GoneAccount.Refusal(e);
        }
    }
}
