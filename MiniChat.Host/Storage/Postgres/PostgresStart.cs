using System.Net.Sockets;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Opens the database when the server starts, or says in one sentence why it cannot be used, and what to do.</summary>
public static class PostgresStart
{
    private const int OldestVersion = 13;
    private const int MigrationSeconds = 600;

    private const string Look = """
        SELECT current_setting('server_encoding'), current_setting('transaction_read_only'), pg_backend_pid(),
            CAST(current_schema() AS TEXT)
        """;

    /// <summary>Looks at the database, brings its schema up to date, and makes the pool.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">The time that is noted with migrations.</param>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static PostgresPool Open(PostgresOptions options, TimeProvider clock)
    {
        var given = PostgresOptions.Read(options.ConnectionString);
        given.Pooling = false;
        given.CommandTimeout = MigrationSeconds;
        try
        {
            using var connection = new NpgsqlConnection(given.ToString());
            connection.Open();
            var isPooler = Check(connection, Name(given));
            PostgresMigrator.Migrate(connection, clock);
            return new PostgresPool(options with { Pooler = options.Pooler ?? isPooler });
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or SocketException)
        {
            throw Refusal(given, e);
        }
    }

    /// <summary>Refuses what MiniChat cannot work on.</summary>
    /// <returns>Whether a pooler stands between: then the process that serves is another one than who greeted.</returns>
    internal static bool Check(NpgsqlConnection connection, string name)
    {
        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            throw new StartupException(
                $"The server is PostgreSQL {connection.PostgreSqlVersion}; MiniChat needs {OldestVersion} or newer. "
                    + "Upgrade it, or name another one in ConnectionStrings__MiniChat."
            );
        }
        using var command = new NpgsqlCommand(Look, connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        if (reader.GetString(0) != "UTF8")
        {
            throw new StartupException(
                $"{name} keeps its texts in {reader.GetString(0)}; name a database in ConnectionStrings__MiniChat that was made "
                    + "with ENCODING 'UTF8'."
            );
        }
        if (reader.GetString(1) == "on")
        {
            throw new StartupException(
                $"{name} can only be read: a standby, or set so. Name the server that can be written in ConnectionStrings__MiniChat."
            );
        }
        if (reader.IsDBNull(3))
        {
            throw new StartupException(
                $"{name} has no schema for MiniChat's tables: make one of those in the user's search_path, or name one by "
                    + "'Search Path=…' in ConnectionStrings__MiniChat."
            );
        }
        return reader.GetInt32(2) != connection.ProcessID;
    }

    /// <summary>Why the database cannot be used.</summary>
    /// <param name="given">Where it is.</param>
    /// <param name="error">What was thrown.</param>
    internal static StartupException Refusal(NpgsqlConnectionStringBuilder given, Exception error)
    {
        var place = $"{given.Host}:{given.Port}";
        var user = $"the user '{given.Username}'";
        var sentence = error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
                $"The password in ConnectionStrings__MiniChat for {user} is refused by {place}; set the right one.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                $"{place} does not let {user} of ConnectionStrings__MiniChat in: look at the user's name and at the server's pg_hba.conf.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"{Name(given)} is not there; make it with CREATE DATABASE, or name another one in ConnectionStrings__MiniChat.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
                $"In {PostgresOptions.PlaceOf(given)} {user} of ConnectionStrings__MiniChat may not make or use MiniChat's tables; make that user the "
                    + "database's owner, or GRANT CREATE ON SCHEMA to it.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
                $"{place} takes no more connections: raise its max_connections, or lower MiniChat__Postgres__Connections.",
            PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } =>
                $"{place} is starting or stopping; start again when it is up.",
            PostgresException e =>
                $"{Name(given)} cannot be used (PostgreSQL error {e.SqlState}): look at the server's log, and at "
                    + "ConnectionStrings__MiniChat.",
            { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
                $"Nobody listens at {place}; start PostgreSQL there, or correct Host and Port in ConnectionStrings__MiniChat.",
            {
                InnerException: SocketException
                {
                    SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
                }
            } => $"The host '{given.Host}' is not known; correct Host in ConnectionStrings__MiniChat.",
            { InnerException: TimeoutException } or TimeoutException =>
                $"{place} does not answer in time; look at the network, and at Host and Port in ConnectionStrings__MiniChat.",
            _ when string.IsNullOrEmpty(given.Password) && string.IsNullOrEmpty(given.Passfile) =>
                $"{place} may want a password for {user}, and ConnectionStrings__MiniChat holds none; add 'Password=…'.",
            _ => $"{place} cannot be talked to ({error.GetType().Name}): look at ConnectionStrings__MiniChat, at TLS, and at the "
                + "server's log.",
        };
        return new StartupException(sentence, error);
    }

    /// <summary>The database, as a sentence begins with it.</summary>
    /// <param name="given">Where it is.</param>
    internal static string Name(NpgsqlConnectionStringBuilder given) => "T" + PostgresOptions.PlaceOf(given)[1..];
}
