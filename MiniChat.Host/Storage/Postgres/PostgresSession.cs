using System.Buffers.Binary;
using System.Data;
using System.Security.Cryptography;
using System.Text;
using MiniChat.Host.Storage.Sql;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>One connection with its prepared statements. It serves one work at a time.</summary>
/// <param name="connection">The open connection.</param>
/// <param name="prepares">Whether the server keeps what it parsed.</param>
internal sealed class PostgresSession(NpgsqlConnection connection, bool prepares) : SqlSession, IAsyncDisposable
{
    private const string Status = "SELECT pg_xact_status(CAST(@number AS xid8))";

    // In the order of the list: the function is called row by row.
    private const string Lock = "SELECT pg_advisory_xact_lock(key) FROM unnest(@keys) AS key";

    private const string End = "COMMIT";
    private const string Undo = "ROLLBACK";

    private readonly Dictionary<string, PostgresStatement> _statements = new(
        ReferenceEqualityComparer.Instance as IEqualityComparer<string>
    );

    private PostgresBatch? _begin;

    /// <inheritdoc/>
    public override SqlFlavour Flavour => PostgresFlavour.Instance;

    /// <summary>The connection.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Whether the server keeps what it parsed.</summary>
    public bool Prepares => prepares;

    /// <summary>Whether the connection still holds.</summary>
    public bool IsOpen => connection.FullState == ConnectionState.Open;

    /// <inheritdoc/>
    public override PostgresStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        statement = new PostgresStatement(connection, sql, prepares);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <inheritdoc/>
    public override async ValueTask LockAsync(params IReadOnlyList<string> names) =>
        await Prepare(Lock).BindAll("@keys", Keys(names)).FirstAsync(static _ => true);

    /// <inheritdoc/>
    public override async ValueTask<T> SnapshotAsync<T>(Func<ValueTask<T>> read)
    {
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        var result = await read();
        await snapshot.CommitAsync();
        return result;
    }

    /// <summary>Begins a transaction.</summary>
    /// <returns>Its number, by which the server knows later whether it was committed.</returns>
    public async ValueTask<string> BeginAsync()
    {
        _begin ??= new PostgresBatch(this, "BEGIN", "SELECT CAST(pg_current_xact_id() AS TEXT)");
        await using var reader = await _begin.ReadAsync();
        await reader.ReadAsync();
        return reader.GetString(0);
    }

    /// <summary>Keeps what was done; it is on the disk when the task ends.</summary>
    public async ValueTask CommitAsync() => await Prepare(End).ExecuteAsync();

    /// <summary>Undoes what was done.</summary>
    public async ValueTask RollbackAsync() => await Prepare(Undo).ExecuteAsync();

    /// <summary>How a transaction ended: <c>committed</c>, <c>aborted</c> or <c>in progress</c>.</summary>
    /// <param name="number">The transaction's number.</param>
    public ValueTask<string?> StatusAsync(string number) =>
        Prepare(Status).Bind("@number", number).FirstAsync(static row => row.TextOrNull(0));

    /// <summary>The numbers of locks, in the one order in which everybody takes them.</summary>
    /// <param name="names">The names.</param>
    internal static long[] Keys(IEnumerable<string> names) => [.. names.Select(Key).Distinct().Order()];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        if (_begin is not null)
            await _begin.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static long Key(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
