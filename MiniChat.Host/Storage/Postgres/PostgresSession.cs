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
    // In the order of the list: the function is called row by row.
    private const string Lock = "SELECT pg_advisory_xact_lock(key) FROM unnest(@keys) AS key";

    private const string Begin = "BEGIN";
    private const string End = "COMMIT";
    private const string Undo = "ROLLBACK";

    // Waits while the transaction is being committed. It writes in each case, so that what was found is told after it is on the
    // disk, and where a standby is waited for there too.
    private static readonly string[] Claim =
    [
        Begin,
        "SET LOCAL lock_timeout = '500ms'",
        """
            INSERT INTO commits AS c (mark, is_kept) VALUES (CAST(@mark AS UUID), FALSE)
            ON CONFLICT (mark) DO UPDATE SET is_kept = c.is_kept RETURNING c.is_kept
            """,
        End,
    ];

    private readonly Dictionary<string, PostgresStatement> _statements = new(
        ReferenceEqualityComparer.Instance as IEqualityComparer<string>
    );

    private PostgresBatch? _commit;

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
    public async ValueTask BeginAsync() => await Prepare(Begin).ExecuteAsync();

    /// <summary>Keeps what was done; it is on the disk when the task ends.</summary>
    /// <param name="mark">What the transaction is known by when the connection breaks meanwhile.</param>
    public async ValueTask CommitAsync(string mark)
    {
        _commit ??= new PostgresBatch(this, PostgresOutcomes.Mark, End);
        _commit.At(0).Text("@mark", mark);
        await _commit.ExecuteAsync();
    }

    /// <summary>Undoes what was done.</summary>
    public async ValueTask RollbackAsync() => await Prepare(Undo).ExecuteAsync();

    /// <summary>Whether another connection's transaction was committed; if not, it never will be.</summary>
    /// <param name="mark">The transaction's mark.</param>
    public async ValueTask<bool> ClaimAsync(string mark)
    {
        await using var claim = new PostgresBatch(this, Claim);
        claim.At(2).Text("@mark", mark);
        await using var reader = await claim.ReadAsync();
        await reader.ReadAsync();
        var isKept = reader.GetBoolean(0);
        // The COMMIT has to be heard of.
        await reader.NextResultAsync();
        return isKept;
    }

    /// <summary>The numbers of locks, in the one order in which everybody takes them.</summary>
    /// <param name="names">The names.</param>
    internal static long[] Keys(IEnumerable<string> names) => [.. names.Select(Key).Distinct().Order()];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        if (_commit is not null)
            await _commit.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static long Key(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
