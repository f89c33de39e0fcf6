using System.Globalization;

namespace MiniChat.Tests.Support;

/// <summary>Where PostgreSQL's own programs are.</summary>
internal static class PostgresPrograms
{
    private const string Debian = "/usr/lib/postgresql";

    /// <summary>
    /// The folder of <c>initdb</c> and <c>postgres</c>: the one that the variable <c>POSTGRES_BIN</c> names, or one of the path, or
    /// the newest of Debian's. Null where there is none.
    /// </summary>
    public static string? Folder { get; } = Candidates().FirstOrDefault(HasBoth);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("POSTGRES_BIN") is { Length: > 0 } named)
            return [named];
        var path = Path.GetDirectoryName(OtherPrograms.PathOf("initdb"));
        return path is null ? OfDebian() : OfDebian().Prepend(path);
    }

    private static IEnumerable<string> OfDebian() =>
        Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderByDescending(Version).Select(folder => Path.Combine(folder, "bin"))
            : [];

    private static int Version(string folder) =>
        int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static bool HasBoth(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
