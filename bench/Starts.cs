namespace MiniChat.Bench;

/// <summary>Time from the start of the process to the first 200, and memory at idle, beside an otherwise empty server.</summary>
internal static class Starts
{
    public static async Task RunAsync()
    {
        Load.Head("Start: first 200 and memory at idle (median of 5, warm disk)");
        var ours = new List<(double Time, double Memory)>();
        var empty = new List<(double Time, double Memory)>();
        var folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;
        for (var round = 0; round < 5; round++)
        {
            using (var child = await Child.PeerAsync("empty"))
                empty.Add(await MeasureAsync(child));
            using (var child = await Child.MiniChatAsync(folder))
                ours.Add(await MeasureAsync(child));
        }
        Directory.Delete(folder, recursive: true);
        var (time, memory) = (Load.Median(ours.Select(one => one.Time)), Load.Median(ours.Select(one => one.Memory)));
        var (bareTime, bareMemory) = (Load.Median(empty.Select(one => one.Time)), Load.Median(empty.Select(one => one.Memory)));
        Load.Line("MiniChat", $"{time:F0} ms, {memory:F0} MB");
        Load.Line("empty CreateBuilder", $"{bareTime:F0} ms, {bareMemory:F0} MB");
        Load.Line("ratio", $"{time / bareTime:F2} of the time, {memory / bareMemory:F2} of the memory");
    }

    private static async Task<(double, double)> MeasureAsync(Child child)
    {
        // Idle, not just started: what the start itself needed is given back or kept by then.
        await Task.Delay(1000);
        return (child.FirstAnswer.TotalMilliseconds, child.Memory / 1e6);
    }
}
