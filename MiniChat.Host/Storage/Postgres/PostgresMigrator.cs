using System.Text.RegularExpressions;
using MiniChat.Host.Storage.Sql;
using Npgsql;
using NpgsqlTypes;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>
/// Brings the schema up to date at start, all or nothing, then gives words to turns that have none. Processes that start at once wait for each other; a schema that is
/// newer, half there or was altered by hand is refused.
/// </summary>
internal static partial class PostgresMigrator
{
    private const string Lock = "SELECT pg_advisory_xact_lock(@key)";

    private const string Table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version BIGINT PRIMARY KEY,
            name TEXT NOT NULL,
            checksum TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """;

    private const string Applied = "SELECT version, name, checksum, fingerprint FROM schema_migrations ORDER BY version";

    private const string Note = "INSERT INTO schema_migrations VALUES (@version, @name, @checksum, @fingerprint, @at)";

    // The catalogs themselves, not the server's words for them: these differ from version to version, and name the schema.
    private const string Fingerprint = """
        SELECT line FROM (
            SELECT format('%s.%s %s %s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                a.attidentity, l.collname, pg_get_expr(d.adbin, d.adrelid)) AS line
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_collation l ON l.oid = a.attcollation
                LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname = ANY(@tables)
            UNION ALL
            SELECT format('%s.%s %s %s %s %s (%s) %s', c.relname, n.relname, m.amname, i.indisunique, i.indisprimary, i.indisvalid,
                (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k)
                    FROM generate_series(1, i.indnatts) AS k),
                pg_get_expr(i.indpred, i.indrelid))
            FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class n ON n.oid = i.indexrelid
                JOIN pg_am m ON m.oid = n.relam
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(@tables)
            UNION ALL
            SELECT format('%s.%s %s %s (%s) %s %s %s', c.relname, k.conname, k.contype, k.convalidated,
                (SELECT string_agg(a.attname, ', ' ORDER BY a.attname COLLATE "C") FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum = ANY(k.conkey)),
                r.relname, k.confdeltype, pg_get_expr(k.conbin, k.conrelid))
            FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c')
                LEFT JOIN pg_class r ON r.oid = k.confrelid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(@tables)
        ) AS lines ORDER BY line COLLATE "C"
        """;

    /// <summary>Applies what is missing.</summary>
    /// <param name="connection">An open connection, of the owner of the tables.</param>
    /// <param name="clock">The time that is noted.</param>
    /// <param name="mayBeUnfinished">Whether a copy to it may be under way.</param>
    /// <exception cref="StartupException">The schema is newer, altered or half there, or the data is.</exception>
    /// <exception cref="PostgresException">It cannot be brought up to date; nothing of it was.</exception>
    internal static void Migrate(NpgsqlConnection connection, TimeProvider clock, bool mayBeUnfinished = false)
    {
        using var transaction = connection.BeginTransaction();
        LockSchema(connection);
        if (!mayBeUnfinished && Exists(connection, SqlMigrations.Unfinished))
            throw SqlMigrations.IsUnfinished(connection.Database);
        var known = SqlMigrations.Of("Postgres");
        var tables = Tables(known);
        Run(connection, Table);
        var applied = ReadApplied(connection);
        if (applied.Count == 0)
            RefuseHalf(connection, tables);
        SqlMigrations.Check(connection.Database, known, applied, FingerprintOf(connection, tables));
        Apply(connection, known.Skip(applied.Count).ToList(), tables, clock.GetUtcNow());
        var isWhole = !Exists(connection, SqlMigrations.Unfinished);
        transaction.Commit();
        if (isWhole)
            PostgresWords.FillApart(connection);
    }

    /// <summary>Looks whether a database holds MiniChat's data, whole and of this program's schema, without writing.</summary>
    /// <param name="connection">An open connection.</param>
    /// <exception cref="StartupException">It does not.</exception>
    internal static void CheckCurrent(NpgsqlConnection connection)
    {
        if (Exists(connection, SqlMigrations.Unfinished))
            throw SqlMigrations.IsUnfinished(connection.Database);
        if (!Exists(connection, "schema_migrations") || !Exists(connection, "accounts"))
            throw SqlMigrations.IsForeign($"The database {connection.Database}");
        var known = SqlMigrations.Of("Postgres");
        var applied = ReadApplied(connection);
        SqlMigrations.Check(connection.Database, known, applied, FingerprintOf(connection, Tables(known.Take(applied.Count))));
        if (applied.Count < known.Count)
            throw SqlMigrations.IsOlder(connection.Database);
    }

    /// <summary>Keeps others who bring the schema up to date waiting until the transaction ends.</summary>
    /// <param name="connection">A connection, in a transaction.</param>
    internal static void LockSchema(NpgsqlConnection connection) =>
        Run(
            connection,
            Lock,
            new NpgsqlParameter("key", NpgsqlDbType.Bigint) { Value = PostgresSession.Keys(["schema migrations"])[0] }
        );

    /// <summary>Whether there is a table of this name in the schema of ours.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="table">Its name.</param>
    internal static bool Exists(NpgsqlConnection connection, string table)
    {
        using var command = new NpgsqlCommand("SELECT to_regclass(quote_ident(current_schema()) || '.' || @table) IS NOT NULL");
        command.Connection = connection;
        command.Parameters.AddWithValue("table", table);
        return (bool)command.ExecuteScalar()!;
    }

    private static void Apply(NpgsqlConnection connection, List<SqlMigration> missing, string[] tables, DateTimeOffset now)
    {
        foreach (var migration in missing)
            Run(connection, migration.Sql);
        if (missing.Count == 0)
            return;
        var fingerprint = FingerprintOf(connection, tables);
        foreach (var migration in missing)
        {
            Run(
                connection,
                Note,
                new NpgsqlParameter("version", NpgsqlDbType.Bigint) { Value = migration.Version },
                new NpgsqlParameter("name", NpgsqlDbType.Text) { Value = migration.Name },
                new NpgsqlParameter("checksum", NpgsqlDbType.Text) { Value = migration.Checksum },
                new NpgsqlParameter("fingerprint", NpgsqlDbType.Text) { Value = fingerprint },
                new NpgsqlParameter("at", NpgsqlDbType.Bigint) { Value = now.ToUnixTimeMilliseconds() }
            );
        }
    }

    /// <summary>Tables of these names that no migration of ours made: another program's, or a restore that broke off.</summary>
    private static void RefuseHalf(NpgsqlConnection connection, string[] tables)
    {
        if (tables.FirstOrDefault(table => Exists(connection, table)) is not { } found)
            return;
        throw new StartupException(
            $"The database {connection.Database} has a table '{found}' but no list of migrations: another program's, or a "
                + "restore that broke off. It is left as it is: name an empty database in ConnectionStrings__MiniChat, or restore "
                + "a whole backup."
        );
    }

    private static List<AppliedMigration> ReadApplied(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Applied, connection);
        using var reader = command.ExecuteReader();
        var applied = new List<AppliedMigration>();
        while (reader.Read())
            applied.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return applied;
    }

    /// <summary>What the schema is in fact, so that a change by hand is seen. Other programs' tables are their own business.</summary>
    private static string FingerprintOf(NpgsqlConnection connection, string[] tables)
    {
        using var command = new NpgsqlCommand(Fingerprint, connection);
        command.Parameters.AddWithValue("tables", tables);
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
            lines.Add(reader.GetString(0));
        return SqlMigrations.Hash(string.Join('\n', lines));
    }

    private static string[] Tables(IEnumerable<SqlMigration> known) =>
        [.. known.SelectMany(migration => CreateTable().Matches(migration.Sql)).Select(match => match.Groups[1].Value)];

    private static void Run(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"^CREATE TABLE (\w+)", RegexOptions.Multiline)]
    private static partial Regex CreateTable();
}
