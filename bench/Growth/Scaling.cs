namespace MiniChat.Bench;

/// <summary>
/// What users need of one database, its processes and its bus, and how many cells hold them: reckoned from what one of each thing
/// costs, which is measured first where PostgreSQL is installed. docs/scaling.md explains it.
/// </summary>
internal static class Scaling
{
    private static readonly double[] Sizes = [100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>Reckons for a number of users, or for several.</summary>
    /// <param name="users">How many; null for a row of sizes.</param>
    /// <param name="asks">How many times each asks a day.</param>
    public static async Task RunAsync(double? users, double asks)
    {
        var costs = new UnitCosts();
        await using (var place = await PostgresPlace.TryStartAsync())
        {
            if (place is not null)
                costs = await CostMeter.MeasureAsync(place);
        }
        var use = new Use { AsksADay = asks };
        var cell = new Cell();
        Load.Head(
            $"Scaling: {asks} asks a user and day, {use.BusiestHour:P0} of them in the busiest hour, twice that in its worst minutes"
        );
        Load.Line(
            "assumed of use",
            $"an answer takes {use.AnswerSeconds} s of {use.DeltasPerSecond} deltas/s; {use.Elsewhere:P0} are read elsewhere too; {use.Online:P0} of users have a stream open"
        );
        Load.Line(
            "assumed of a cell",
            $"{cell.PostgresCores} cores of PostgreSQL, {cell.DiskTerabytes} TB for {cell.Years} years, {cell.Processes} processes of 1 core and {cell.ProcessGigabytes} GB"
        );
        foreach (var count in users is { } one ? [one] : Sizes)
            Report(count, Need.Of(count, use, costs, cell), cell);
    }

    private static void Report(double users, Need need, Cell cell)
    {
        Console.WriteLine();
        Load.Line(
            $"{users:N0} users",
            $"{need.Asks:F1} asks/s at the worst, {need.Running:F0} answers running, {need.Streams:F0} streams open"
        );
        Load.Line(
            "  PostgreSQL",
            $"{need.PostgresCores:F2} cores, {need.Commits:F0} commits/s, {need.LogMegabytes:F2} MB/s of log, {need.Gigabytes:F1} GB a year"
        );
        Load.Line("  processes", $"{need.ProcessCores:F2} cores, {need.MemoryGigabytes:F2} GB: {need.Processes:F0}");
        Load.Line("  bus", $"{need.Notifies:F0} transactions/s, {need.Notices:F0} notices/s");
        Load.Line("  vectors", $"{need.Vectors:P0} of what one node can make");
        var (first, part) = need.Parts(cell).MaxBy(one => one.Part);
        Load.Line("  cells", $"{Math.Ceiling(part):F0}; {first} is full first, at {part:P0} of one");
    }
}
