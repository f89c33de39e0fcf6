using System.Diagnostics;
using System.Globalization;

namespace MiniChat.Bench;

/// <summary>Bounded loads and their figures.</summary>
internal static class Load
{
    /// <summary>How often per second clients get through their requests together.</summary>
    public static async Task<double> RateAsync(int clients, int port, string request, TimeSpan time)
    {
        var connections = Enumerable.Range(0, clients).Select(_ => new RawClient(port, request)).ToArray();
        var begun = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(connections.Select(client => Task.Run(() => LoopAsync(client, begun, time))));
        var rate = counts.Sum() / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Array.ForEach(connections, client => client.Dispose());
        return rate;
    }

    private static async Task<long> LoopAsync(RawClient client, long begun, TimeSpan time)
    {
        var count = 0L;
        for (; Stopwatch.GetElapsedTime(begun) < time; count++)
            await client.SendAsync();
        return count;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    public static void Head(string title) => Console.WriteLine($"\n## {title}");

    public static void Line(string what, FormattableString figure) =>
        Console.WriteLine($"{what, -52} {figure.ToString(CultureInfo.InvariantCulture)}");
}
