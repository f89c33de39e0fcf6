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

    /// <summary>Applies what is missing.</summary>
    /// <param name="file">The database file.</param>
    /// <param name="clock">The time that is noted.</param>
    /// <exception cref="StartupException">The schema is newer or altered, or the file is no sound database.</exception>
    public static void Migrate(SqliteFile file, TimeProvider clock)
    {
        using var session = file.OpenWriter();
        try
        {
            session.Prepare("BEGIN IMMEDIATE").Execute();
            session.Prepare(Table).Execute();
            Apply(session, file.Path, clock.GetUtcNow());
            session.Prepare("COMMIT").Execute();
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.AtStart(file.Path, e);
        }
    }

    private static void Apply(SqliteSession session, string path, DateTimeOffset now)
    {
        var known = SqlMigrations.Of("Sqlite");
        var applied = session
            .Prepare("SELECT version, name, checksum, fingerprint FROM schema_migrations ORDER BY version")
            .All(row => new AppliedMigration(row.Number(0), row.Text(1), row.Text(2), row.Text(3)));
        SqlMigrations.Check(path, known, applied, Fingerprint(session));
        var missing = known.Skip(applied.Count).ToList();
        foreach (var migration in missing)
            session.ExecuteScript(migration.Sql);
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
                            + "AND name <> 'schema_migrations' ORDER BY type, name"
                    )
                    .All(row => row.Text(0))
            )
        );
}
