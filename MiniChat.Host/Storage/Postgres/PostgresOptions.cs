using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Where the PostgreSQL database is, and how it is talked to.</summary>
public sealed record PostgresOptions
{
    /// <summary>How long connecting may take, in seconds.</summary>
    private const int ConnectSeconds = 4;

    /// <summary>How long one statement may take, in seconds; a caller is told within ten at worst.</summary>
    private const int CommandSeconds = 5;

    // A plan that was made while a table had a few rows reads it from end to end, and serves on when there are thousands: every
    // statement here finds its rows by an index (decision 0023). Where nothing is prepared, each run is planned anew.
    private const string ByIndex =
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c max_parallel_workers_per_gather=0 -c jit=off";

    /// <summary>The connection string for all but LISTEN; with its password, so it is never shown.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>How many connections the process opens at most for its works and reads; its batches have two of their own.</summary>
    public int Connections { get; init; } = 20;

    /// <summary>
    /// Whether a transaction pooler such as PgBouncer stands between, so that one transaction knows nothing of the last: nothing is
    /// prepared then. Null to find out at the start.
    /// </summary>
    public bool? Pooler { get; init; }

    /// <summary>The database and its server, as a sentence names them.</summary>
    public string Place => PlaceOf(Read(ConnectionString));

    /// <summary>How long a work waits for a free connection.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a caller waits at worst, whatever happens.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>The database and its server, as a sentence names them.</summary>
    /// <param name="given">The connection string.</param>
    internal static string PlaceOf(NpgsqlConnectionStringBuilder given) =>
        $"the database '{given.Database ?? given.Username}' at {given.Host}:{given.Port}";

    /// <summary>The connection string with what MiniChat needs; what it says itself of times, TLS and the like stays.</summary>
    /// <param name="connectionString">As it is configured.</param>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    /// <exception cref="FormatException">A value in it cannot be read.</exception>
    public static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        // An error's detail holds what was to be kept.
        given.IncludeErrorDetail = false;
        given.Enlist = false;
        Default(given, "Application Name", "minichat");
        Default(given, "Timeout", ConnectSeconds);
        Default(given, "Command Timeout", CommandSeconds);
        Default(given, "Cancellation Timeout", 500);
        // Beyond a switch or a firewall that forgot the connection nothing answers any more.
        Default(given, "Tcp Keepalive", true);
        Default(given, "GSS Encryption Mode", "Disable");
        return given;
    }

    /// <summary>The connection string of the pool.</summary>
    internal string Pooled()
    {
        var given = Read(ConnectionString);
        // Each connection is held open and reset by nobody: what is prepared on it stays.
        given.NoResetOnClose = true;
        // Each that breaks at a commit may need one more, to ask what became of it.
        given.MaxPoolSize = 2 * Connections + PostgresPool.Lanes;
        given.MinPoolSize = 0;
        // Of a process that was cut off: its transaction, and the locks it holds, end soon. What is configured comes last, and
        // counts. Poolers take no options.
        if (Pooler != true)
            given.Options = $"{ByIndex} -c idle_in_transaction_session_timeout=10s {given.Options}".TrimEnd();
        return given.ToString();
    }

    private static void Default(NpgsqlConnectionStringBuilder given, string key, object value)
    {
        // Not ContainsKey: that tells of every key that Npgsql knows.
        if (!given.ShouldSerialize(key))
            given[key] = value;
    }
}
