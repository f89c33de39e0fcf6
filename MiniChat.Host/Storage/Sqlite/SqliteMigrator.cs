using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Brings the schema up to date at start, all or nothing; refuses one that is newer or was altered by hand.</summary>
public static class SqliteMigrator
{
    private const string Table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            checksum TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            applied_at INTEGER NOT NULL
        ) STRICT
        """;

    // Words are made by the program, not by a statement.
    private const string Search = "0009_search";

    /// <summary>Applies what is missing.</summary>
    /// <param name="file">The database file.</param>
    /// <param name="clock">The time that is noted.</param>
    /// <exception cref="StartupException">The schema is newer or altered, or the file is no sound database.</exception>
    public static void Migrate(SqliteFile file, TimeProvider clock)
    {
        using var session = file.OpenWriter();
        try
        {
            if (Has(session, SqlMigrations.Unfinished))
                throw SqlMigrations.IsUnfinished(file.Path);
            Migrate(session, file.Path, clock);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.AtStart(file.Path, e);
        }
    }

    /// <summary>Applies what is missing, also where a copy is under way. The file is no backup any more.</summary>
    /// <param name="session">A connection that writes.</param>
    /// <param name="path">The file, as a sentence names it.</param>
    /// <param name="clock">The time that is noted.</param>
    /// <exception cref="StartupException">The schema is newer or altered.</exception>
    /// <exception cref="SqliteException">It cannot be brought up to date; nothing of it was.</exception>
    internal static void Migrate(SqliteSession session, string path, TimeProvider clock)
    {
        session.Prepare("BEGIN IMMEDIATE").Execute();
        session.Prepare(Table).Execute();
        // Sums hold for rows that nobody changes any more.
        session.Prepare("DROP TABLE IF EXISTS " + SqliteBackupSums.Table).Execute();
        Apply(session, path, clock.GetUtcNow());
        session.Prepare("COMMIT").Execute();
    }

    /// <summary>Looks whether a file holds MiniChat's data, whole and of no newer schema, without writing.</summary>
    /// <param name="session">A connection.</param>
    /// <param name="path">The file, as a sentence names it.</param>
    /// <returns>How many migrations it lacks.</returns>
    /// <exception cref="StartupException">It does not.</exception>
    internal static int Missing(SqliteSession session, string path)
    {
        if (Has(session, SqlMigrations.Unfinished))
            throw SqlMigrations.IsUnfinished(path);
        var applied = IsOurs(session) ? Applied(session) : [];
        if (applied.Count == 0)
            throw SqlMigrations.IsForeign(path);
        var known = SqlMigrations.Of("Sqlite");
        SqlMigrations.Check(path, known, applied, Fingerprint(session));
        return known.Count - applied.Count;
    }

    /// <summary>Whether there is a table.</summary>
    /// <param name="session">A connection.</param>
    /// <param name="table">Its name.</param>
    internal static bool Has(SqliteSession session, string table) =>
        session
            .Prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = @table")
            .Bind("@table", table)
            .First(row => row.Number(0)) == 1;

    // Others name their tables so too.
    private static bool IsOurs(SqliteSession session) =>
        session
            .Prepare(
                "SELECT count(*) FROM pragma_table_info('schema_migrations') "
                    + "WHERE name IN ('version', 'name', 'checksum', 'fingerprint')"
            )
            .First(row => row.Number(0)) == 4;

    private static List<AppliedMigration> Applied(SqliteSession session) =>
        session
            .Prepare("SELECT version, name, checksum, fingerprint FROM schema_migrations ORDER BY version")
            .All(row => new AppliedMigration(row.Number(0), row.Text(1), row.Text(2), row.Text(3)));

    private static void Apply(SqliteSession session, string path, DateTimeOffset now)
    {
        var known = SqlMigrations.Of("Sqlite");
        var applied = Applied(session);
        SqlMigrations.Check(path, known, applied, Fingerprint(session));
        var missing = known.Skip(applied.Count).ToList();
        foreach (var migration in missing)
        {
            session.ExecuteScript(migration.Sql);
            if (migration.Name == Search)
                SqliteWords.Fill(session);
        }
        if (missing.Count == 0)
            return;
        var fingerprint = Fingerprint(session);
        foreach (var migration in missing)
        {
            session
                .Prepare("INSERT INTO schema_migrations VALUES (@version, @name, @checksum, @fingerprint, @at)")
                .Bind("@version", migration.Version)
                .Bind("@name", migration.Name)
                .Bind("@checksum", migration.Checksum)
                .Bind("@fingerprint", fingerprint)
                .Bind("@at", now.ToUnixTimeMilliseconds())
                .Execute();
        }
    }

    /// <summary>What the schema is in fact, so that a change by hand is seen.</summary>
    private static string Fingerprint(SqliteSession session) =>
        SqlMigrations.Hash(
            string.Join(
                '\n',
                session
                    .Prepare(
                        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
                            + $"AND name NOT IN ('schema_migrations', '{SqlMigrations.Unfinished}', '{SqliteBackupSums.Table}') "
                            + "ORDER BY type, name"
                    )
                    .All(row => row.Text(0))
            )
        );
}
