using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using MiniChat.Client;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>
/// One answer told to many subscribers of server-events, beside a bare server that tells each chunk of the same upstream to as
/// many: delivered per second, delay; and the memory of idle subscribers.
/// </summary>
internal static class ServerEvents
{
    private const int Rounds = 3;

    public static async Task RunAsync(int count)
    {
        Load.Head(
            $"One answer told to {count} subscribers, one chunk every {UpstreamStream.Pace.TotalMilliseconds} ms (interleaved, {Rounds} rounds)"
        );
        var folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;
        using var upstream = await Child.PeerAsync("upstream");
        using var bare = await Child.PeerAsync("fan-out", upstream.Address.ToString());
        using var ours = await Child.MiniChatAsync(
            folder,
            new()
            {
                ["OPENAI_BASE_URL"] = new Uri(upstream.Address, "/v1").ToString(),
                ["MiniChat__Limits__EventStreamsPerAccount"] = "0",
                ["MiniChat__Limits__EventStreamBytes"] = "16777216",
            }
        );
        using var client = new MiniChatClient(ours.Address);
        await client.SendAsync(new Register { UserName = "bench", Password = "bench password" }, CancellationToken.None);
        await client.SignInAsync("bench", "bench password", CancellationToken.None);

        // Idle ones are on a channel of their own each: joins are told to the others, which is not what is measured.
        await IdleAsync(bare, null, count);
        await IdleAsync(ours, client.BearerToken, count);
        await MeasureAsync("warm-up", bare, null, 100);
        await MeasureAsync("warm-up", ours, client.BearerToken, 100);
        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var theirs = await MeasureAsync("bare fan-out", bare, null, count);
            var mine = await MeasureAsync("MiniChat", ours, client.BearerToken, count);
            ratios.Add(mine / theirs);
        }
        Load.Line("MiniChat to the bare fan-out", $"delivered {Load.Median(ratios):F2}");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task IdleAsync(Child server, string? token, int count)
    {
        using var http = ClientOf(server, token);
        // They stay: what they would give back is not to be had for nothing. By then the code is compiled for good.
        using var warm = new Crowd();
        await warm.JoinAsync(http, 300, i => $"/event-stream?channels=warm{i}");
        await Task.Delay(TimeSpan.FromSeconds(2));
        var before = server.Memory;
        using var crowd = new Crowd();
        await crowd.JoinAsync(http, count, i => $"/event-stream?channels=idle{i}");
        await Task.Delay(TimeSpan.FromSeconds(2));
        var name = token is null ? "bare fan-out" : "MiniChat";
        Load.Line(name, $"{(server.Memory - before) / 1024.0 / count:F1} KB an idle subscriber");
    }

    /// <summary>Tells an answer to all.</summary>
    /// <returns>Chunks delivered per second.</returns>
    private static async Task<double> MeasureAsync(string name, Child server, string? token, int count)
    {
        using var http = ClientOf(server, token);
        using var crowd = new Crowd();
        await crowd.JoinAsync(http, count, _ => "/event-stream");
        // Joins are told too: they are over when nothing comes any more.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var processor = server.Processor;
        var begun = Stopwatch.GetTimestamp();
        using var asked = await http.PostAsJsonAsync("/questions", new { text = "go" });
        asked.EnsureSuccessStatusCode();
        var expected = count * UpstreamStream.Chunks;
        while (crowd.Delays.Count < expected && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(60))
            await Task.Delay(5);
        var rate = crowd.Delays.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var sorted = crowd.Delays.Order().ToArray();
        var used = (server.Processor - processor).TotalSeconds / sorted.Length * 1e6;
        if (name != "warm-up")
        {
            Load.Line(
                name,
                $"{rate:F0} delivered/s, delay p50 {sorted[sorted.Length / 2] / 1000:F1} ms, p99 {sorted[sorted.Length * 99 / 100] / 1000:F1} ms; {used:F1} CPU s per million; {sorted.Length} of {expected}"
            );
        }
        return rate;
    }

    private static HttpClient ClientOf(Child server, string? token)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero })
        {
            BaseAddress = server.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    /// <summary>Subscribers who read all that comes.</summary>
    private sealed class Crowd : IDisposable
    {
        private readonly List<HttpResponseMessage> _responses = [];

        public ConcurrentBag<double> Delays { get; } = [];

        public async Task JoinAsync(HttpClient http, int count, Func<int, string> path)
        {
            for (var i = 0; i < count; i++)
            {
                var response = await http.GetAsync(path(i), HttpCompletionOption.ResponseHeadersRead);
                response.EnsureSuccessStatusCode();
                _responses.Add(response);
                _ = ReadAsync(await response.Content.ReadAsStreamAsync());
            }
        }

        private async Task ReadAsync(Stream body)
        {
            var buffer = new byte[4096];
            try
            {
                while (await body.ReadAsync(buffer) is > 0 and var read)
                    Note(buffer.AsSpan(0, read));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The measurement is over.
            }
        }

        /// <summary>Every chunk's text is the time it was sent, in brackets.</summary>
        private void Note(ReadOnlySpan<byte> bytes)
        {
            var now = Stopwatch.GetTimestamp();
            while (bytes.IndexOf("["u8) is >= 0 and var from)
            {
                bytes = bytes[(from + 1)..];
                var to = bytes.IndexOf((byte)']');
                if (to > 0 && long.TryParse(Encoding.ASCII.GetString(bytes[..to]), CultureInfo.InvariantCulture, out var sent))
                    Delays.Add(Stopwatch.GetElapsedTime(sent, now).TotalMicroseconds);
            }
        }

        public void Dispose() => _responses.ForEach(response => response.Dispose());
    }
}
