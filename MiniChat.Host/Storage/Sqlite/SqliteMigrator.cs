using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Brings the schema up to date at start, all or nothing; refuses one that is newer or was altered by hand.</summary>
/// <remarks>Without Dapper, whose first use costs the start as much as everything here together.</remarks>
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

    private sealed record Applied(long Version, string Name, string Checksum, string Fingerprint);

    private sealed record Migration(long Version, string Name, string Sql)
    {
        public string Checksum { get; } = Hash(Sql);
    }

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
        var known = Embedded();
        var applied = session
            .Prepare("SELECT version, name, checksum, fingerprint FROM schema_migrations ORDER BY version")
            .All(row => new Applied(row.Number(0), row.Text(1), row.Text(2), row.Text(3)));
        Check(session, path, known, applied);
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

    private static void Check(SqliteSession session, string path, List<Migration> known, List<Applied> applied)
    {
        if (applied.Count > known.Count)
        {
            throw new StartupException(
                $"The database {path} has schema {applied[^1].Version}, made by a newer MiniChat; this one knows {known[^1].Version}. "
                    + "Start the newer program, or restore a backup from before the upgrade."
            );
        }
        var differs = applied.Zip(known).FirstOrDefault(pair => pair.First.Checksum != pair.Second.Checksum).First;
        if (differs is not null || (applied.Count > 0 && applied[^1].Fingerprint != Fingerprint(session)))
        {
            throw new StartupException(
                $"The schema of the database {path} was altered{(differs is null ? "" : $" (migration {differs.Name} is another one)")}. "
                    + "It is left as it is: undo the change by hand, or restore a backup."
            );
        }
    }

    /// <summary>What the schema is in fact, so that a change by hand is seen.</summary>
    private static string Fingerprint(SqliteSession session) =>
        Hash(
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

    private static List<Migration> Embedded()
    {
        const string Prefix = "MiniChat.Host.Storage.Sqlite.Migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new Migration(
                    long.Parse(name.AsSpan(Prefix.Length, 4)),
                    name[Prefix.Length..^4],
                    Read(assembly, name)
                )),
        ];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
