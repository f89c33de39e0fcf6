using System.Security.Cryptography;
using System.Text;
using Dapper;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Moving;

/// <summary>A file as the version before a migration left it.</summary>
internal static class OlderSchema
{
    private const string Prefix = "MiniChat.Host.Storage.Sqlite.Migrations.";

    /// <summary>Makes one with an account.</summary>
    /// <param name="path">Where.</param>
    /// <param name="missing">The first migration that it lacks; null for the last one alone.</param>
    public static void Make(string path, string? missing = null)
    {
        using var connection = EveryFeature.Open(path);
        connection.Execute(
            "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, "
                + "fingerprint TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"
        );
        var older = Migrations().SkipLast(1).TakeWhile(migration => migration.Name != missing).ToList();
        foreach (var (_, sql) in older)
            connection.Execute(sql);
        var schema = connection.Query<string>(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migrations' "
                + "ORDER BY type, name"
        );
        var fingerprint = Hash(string.Join('\n', schema));
        foreach (var (name, sql) in older)
        {
            connection.Execute(
                "INSERT INTO schema_migrations VALUES (@version, @name, @checksum, @fingerprint, 0)",
                new
                {
                    version = long.Parse(name[..4]),
                    name,
                    checksum = Hash(sql),
                    fingerprint,
                }
            );
        }
        connection.Execute(
            "INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) VALUES ('a', 'A', '', 0)"
        );
    }

    private static IEnumerable<(string Name, string Sql)> Migrations()
    {
        var host = typeof(Program).Assembly;
        foreach (var name in host.GetManifestResourceNames().Where(name => name.StartsWith(Prefix)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(host.GetManifestResourceStream(name)!);
            yield return (name[Prefix.Length..^4], reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
