using System.Collections.Concurrent;
using System.Diagnostics;

namespace MiniChat.Bench;

/// <summary>
/// Answers of one process read at another, beside readers at the same process: delay, what the bus sends, and what all of it costs
/// PostgreSQL beside the same answers that nobody reads elsewhere.
/// </summary>
internal static class RemoteReaders
{
    private const int Rounds = 3;
    private static readonly TimeSpan Window = UpstreamStream.Pace * UpstreamStream.Chunks * 0.7;

    private sealed record Figures(
        double[] Local,
        double[] Remote,
        double Notifies,
        double Notices,
        double Bytes,
        double Postgres,
        double Writing,
        double Reading
    )
    {
        public static double At(double[] sorted, double part) =>
            sorted.Length == 0 ? 0 : sorted[(int)(part * (sorted.Length - 1))];
    }

    public static async Task RunAsync(PostgresPlace place)
    {
        Load.Head(
            $"PostgreSQL: a delta at another process, one every {UpstreamStream.Pace.TotalMilliseconds} ms of each answer (median of {Rounds})"
        );
        using var upstream = await Child.PeerAsync("upstream");
        using var pair = await RemotePair.StartAsync(
            place,
            new() { ["OPENAI_BASE_URL"] = new Uri(upstream.Address, "/v1").ToString() }
        );
        await MeasureAsync(place, pair, 50, isRemote: true);
        foreach (var count in new[] { 1, 100, 1_000 })
        {
            var (alone, read) = (new List<Figures>(), new List<Figures>());
            for (var round = 0; round < Rounds; round++)
            {
                alone.Add(await MeasureAsync(place, pair, count, isRemote: false));
                read.Add(await MeasureAsync(place, pair, count, isRemote: true));
            }
            Report(count, alone, read);
        }
    }

    /// <summary>Memory of remote readers alone: the offline model answers slowly, and nobody takes what comes.</summary>
    public static async Task HoldAsync(PostgresPlace place)
    {
        const int Count = 1_000;
        Load.Head($"PostgreSQL: memory of a process where {Count:N0} answers of another one are read");
        using var pair = await RemotePair.StartAsync(place, new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "500" });
        await OpenAsync(pair, 50);
        var (writer, other) = (pair.Writer.Memory, pair.Other.Memory);
        await OpenAsync(pair, Count);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Load.Line("the process that reads", $"{(pair.Other.Memory - other) / 1024.0 / Count:F1} KB a reader");
        Load.Line(
            "the process that writes, a local reader each",
            $"{(pair.Writer.Memory - writer) / 1024.0 / Count:F1} KB an answer"
        );
    }

    private static async Task OpenAsync(RemotePair pair, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (answer, _) = await pair.AskAsync();
            await pair.ReadElsewhereAsync(answer);
        }
    }

    private static async Task<Figures> MeasureAsync(PostgresPlace place, RemotePair pair, int count, bool isRemote)
    {
        var (local, remote) = (new ConcurrentBag<double>(), new ConcurrentBag<double>());
        var streams = new ConcurrentBag<Task>();
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => OpenAsync()));
        // What was told while they were opened is not counted.
        local.Clear();
        remote.Clear();
        var begun = Stopwatch.GetTimestamp();
        var before = await CountAsync(place, pair);
        await Task.Delay(Window);
        var after = await CountAsync(place, pair);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var (here, there) = (local.Order().ToArray(), remote.Order().ToArray());
        await Task.WhenAll(streams);
        var spent = after.Zip(before, (late, early) => (late - early) / seconds).ToArray();
        // Of processors, per million deltas.
        var part = seconds / here.Length * 1e6;
        return new Figures(here, there, spent[0], spent[1], spent[2], spent[3] * part, spent[4] * part, spent[5] * part);

        async Task OpenAsync()
        {
            var (answer, body) = await pair.AskAsync();
            streams.Add(ReadAsync(body, local));
            if (isRemote)
                streams.Add(ReadAsync(await pair.ReadElsewhereAsync(answer), remote));
        }
    }

    private static async Task<double[]> CountAsync(PostgresPlace place, RemotePair pair) =>
        [
            await pair.CountAsync("minichat_bus_transactions_total"),
            await pair.CountAsync("minichat_bus_sent_total"),
            await pair.CountAsync("minichat_bus_sent_size_bytes_total"),
            place.Processor.Seconds,
            pair.Writer.Processor.TotalSeconds,
            pair.Other.Processor.TotalSeconds,
        ];

    private static async Task ReadAsync(Stream body, ConcurrentBag<double> delays)
    {
        await using (body)
        {
            var buffer = new byte[16 * 1024];
            while (await body.ReadAsync(buffer) is > 0 and var read)
                Streams.Note(buffer.AsSpan(0, read), delays);
        }
    }

    private static void Report(int count, List<Figures> alone, List<Figures> read)
    {
        double Middle(Func<Figures, double> figure) => Load.Median(read.Select(figure));
        string Delay(Func<Figures, double[]> delays) =>
            $"p50 {Middle(one => Figures.At(delays(one), 0.5)) / 1e3:F1}, p99 {Middle(one => Figures.At(delays(one), 0.99)) / 1e3:F1} ms";
        var over = (double part) => Middle(one => Figures.At(one.Remote, part) - Figures.At(one.Local, part)) / 1e3;
        Load.Line($"{count:N0} answers: same process", $"{Delay(one => one.Local)}");
        Load.Line(
            "  another process",
            $"{Delay(one => one.Remote)}; over the same one {over(0.5):+0.0;-0.0}, {over(0.99):+0.0;-0.0} ms"
        );
        Load.Line(
            "  the writer's bus",
            $"{Middle(one => one.Notifies):F1} transactions/s (none reading elsewhere {Load.Median(alone.Select(one => one.Notifies)):F1}), {Middle(one => one.Notices):F0} notices/s, {Middle(one => one.Bytes) / Middle(one => one.Notices):F0} bytes a notice, {Middle(one => one.Notices) / count:F1} notices/s a reader"
        );
        Cost("PostgreSQL", one => one.Postgres);
        Cost("the writer", one => one.Writing);
        Cost("the other process", one => one.Reading);

        void Cost(string who, Func<Figures, double> figure) =>
            Load.Line(
                $"  CPU s per million deltas, {who}",
                $"{Middle(figure):F1}; when nobody reads elsewhere {Load.Median(alone.Select(figure)):F1}"
            );
    }
}
