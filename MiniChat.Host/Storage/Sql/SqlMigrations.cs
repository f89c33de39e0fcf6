using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace MiniChat.Host.Storage.Sql;

/// <summary>A numbered change of the schema, embedded in the program.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Name">Its name, with the number.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record SqlMigration(long Version, string Name, string Sql)
{
    /// <summary>What tells it from another one of the same number.</summary>
    public string Checksum { get; } = SqlMigrations.Hash(Sql);
}

/// <summary>A migration that a database had, and what its schema was in fact afterwards.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Checksum">What tells it from another one.</param>
/// <param name="Fingerprint">What the schema was.</param>
internal sealed record AppliedMigration(long Version, string Name, string Checksum, string Fingerprint);

/// <summary>The migrations of an engine, and which databases they are not for.</summary>
internal static class SqlMigrations
{
    /// <summary>The migrations that are embedded, by their number.</summary>
    /// <param name="engine">The engine's folder.</param>
    internal static List<SqlMigration> Of(string engine)
    {
        var prefix = $"MiniChat.Host.Storage.{engine}.Migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new SqlMigration(
                    long.Parse(name.AsSpan(prefix.Length, 4)),
                    name[prefix.Length..^4],
                    Read(assembly, name)
                )),
        ];
    }

    /// <summary>Refuses a schema that is newer than this program, and one that was altered by hand.</summary>
    /// <param name="database">The database, as a sentence names it.</param>
    /// <param name="known">This program's migrations.</param>
    /// <param name="applied">The database's.</param>
    /// <param name="fingerprint">What the schema is in fact.</param>
    /// <exception cref="StartupException">It is one of these.</exception>
    internal static void Check(string database, List<SqlMigration> known, List<AppliedMigration> applied, string fingerprint)
    {
        if (applied.Count > known.Count)
        {
            throw new StartupException(
                $"The database {database} has schema {applied[^1].Version}, made by a newer MiniChat; this one knows "
                    + $"{known[^1].Version}. Start the newer program, or restore a backup from before the upgrade."
            );
        }
        var differs = applied.Zip(known).FirstOrDefault(pair => pair.First.Checksum != pair.Second.Checksum).First;
        if (differs is not null || (applied.Count > 0 && applied[^1].Fingerprint != fingerprint))
        {
            throw new StartupException(
                $"The schema of the database {database} was altered"
                    + $"{(differs is null ? "" : $" (migration {differs.Name} is another one)")}. "
                    + "It is left as it is: undo the change by hand, or restore a backup."
            );
        }
    }

    /// <summary>A table that is there while a copy to the database is under way.</summary>
    internal const string Unfinished = "unfinished_copy";

    /// <summary>The database is half copied.</summary>
    /// <param name="database">The database, as a sentence names it.</param>
    internal static StartupException IsUnfinished(string database) =>
        new(
            $"The database {database} is half copied: run the same copy or restore again, which goes on where it was, or drop the "
                + "database."
        );

    /// <summary>The database is not MiniChat's.</summary>
    /// <param name="database">The database, as a sentence names it.</param>
    internal static StartupException IsForeign(string database) =>
        new($"{database} holds no data of MiniChat's; name a database that MiniChat was started on, or a backup of one.");

    /// <summary>The database is whole, and of an older schema.</summary>
    /// <param name="database">The database, as a sentence names it.</param>
    internal static StartupException IsOlder(string database) =>
        new(
            $"The schema of the database {database} is older than this program: start the server on it once, which brings it up to "
                + "date, and run this again."
        );

    /// <summary>SHA-256 of a text, as small hexadecimal digits.</summary>
    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
