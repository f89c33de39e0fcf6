using Npgsql;
using NpgsqlTypes;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>
/// Statements of one connection that go to the server together and come back together, in one round trip. Used again and again;
/// outside a transaction, they are one.
/// </summary>
internal sealed class PostgresBatch : IAsyncDisposable
{
    private readonly PostgresSession _session;
    private readonly IReadOnlyList<string> _statements;
    private NpgsqlBatch _batch;
    private bool _wasRun;

    /// <summary>Makes the batch.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="statements">SQL with named parameters.</param>
    public PostgresBatch(PostgresSession session, params IReadOnlyList<string> statements)
    {
        _session = session;
        _statements = statements;
        _batch = Make();
    }

    /// <summary>One of the statements, to be given its values.</summary>
    /// <param name="index">Which one.</param>
    public PostgresBatchValues At(int index) => new(Fresh().BatchCommands[index].Parameters);

    /// <summary>Runs all with the values that were bound.</summary>
    public async Task<NpgsqlDataReader> ReadAsync()
    {
        var batch = Fresh();
        if (_session.Prepares && !_wasRun)
            await batch.PrepareAsync();
        _wasRun = true;
        return await batch.ExecuteReaderAsync();
    }

    /// <summary>Runs all with the values that were bound, for their effect.</summary>
    public async Task ExecuteAsync()
    {
        await using var reader = await ReadAsync();
        while (await reader.NextResultAsync())
            continue;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _batch.DisposeAsync();

    /// <summary>The batch; one that was not prepared serves once: Npgsql 10.0.0 breaks the connection at its second run.</summary>
    private NpgsqlBatch Fresh()
    {
        if (!_wasRun || _session.Prepares)
            return _batch;
        _batch.Dispose();
        _wasRun = false;
        return _batch = Make();
    }

    private NpgsqlBatch Make()
    {
        var batch = new NpgsqlBatch(_session.Connection);
        foreach (var statement in _statements)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        return batch;
    }
}

/// <summary>The values of a statement in a batch: of many rows, a list for each column.</summary>
/// <param name="parameters">The statement's parameters.</param>
internal readonly struct PostgresBatchValues(NpgsqlParameterCollection parameters)
{
    /// <summary>A number for all rows.</summary>
    public PostgresBatchValues Number(string name, long value) => Set(name, NpgsqlDbType.Bigint, value);

    /// <summary>A text for all rows.</summary>
    public PostgresBatchValues Text(string name, string value) => Set(name, NpgsqlDbType.Text, PostgresText.Encode(value));

    /// <summary>A list of numbers.</summary>
    public PostgresBatchValues Numbers(string name, long[] values) => Set(name, NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    /// <summary>A column of numbers.</summary>
    public PostgresBatchValues Numbers<T>(string name, IReadOnlyList<T> rows, Func<T, long?> value) =>
        Set(name, NpgsqlDbType.Array | NpgsqlDbType.Bigint, Column(rows, value));

    /// <summary>A column of texts.</summary>
    public PostgresBatchValues Texts<T>(string name, IReadOnlyList<T> rows, Func<T, string?> value) =>
        Set(
            name,
            NpgsqlDbType.Array | NpgsqlDbType.Text,
            Column(rows, row => value(row) is { } text ? PostgresText.Encode(text) : null)
        );

    /// <summary>A column of bytes.</summary>
    public PostgresBatchValues Bytes<T>(string name, IReadOnlyList<T> rows, Func<T, byte[]> value) =>
        Set(name, NpgsqlDbType.Array | NpgsqlDbType.Bytea, Column(rows, value));

    private PostgresBatchValues Set(string name, NpgsqlDbType type, object value)
    {
        var index = parameters.IndexOf(name);
        if (index < 0)
            parameters.Add(new NpgsqlParameter(name, type) { Value = value });
        else
            parameters[index].Value = value;
        return this;
    }

    private static TValue[] Column<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return column;
    }
}
