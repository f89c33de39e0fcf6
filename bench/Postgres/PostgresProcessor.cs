using System.Globalization;

namespace MiniChat.Bench;

/// <summary>What a PostgreSQL server used of the processor, by the kernel's count of its processes.</summary>
internal sealed class PostgresProcessor
{
    private const double TicksPerSecond = 100;

    private readonly int _postmaster;

    /// <summary>Finds the server.</summary>
    /// <param name="backend">The number of one of its processes.</param>
    public PostgresProcessor(int backend) => _postmaster = Parent(backend);

    /// <summary>Seconds so far, of all its processes, those that have ended included.</summary>
    public double Seconds =>
        Own(_postmaster, withEnded: true)
        + Directory
            .EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Parent(id) == _postmaster)
            .Sum(id => Own(id, withEnded: false));

    private static int Parent(int id) => Fields(id) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    private static double Own(int id, bool withEnded) =>
        Fields(id) is { } fields
            ? fields[11..(withEnded ? 15 : 13)].Sum(text => long.Parse(text, CultureInfo.InvariantCulture)) / TicksPerSecond
            : 0;

    /// <summary>What stands behind the program's name: state, parent, and so on; null when the process has ended meanwhile.</summary>
    private static string[]? Fields(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
