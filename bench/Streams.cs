using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using MiniChat.Client;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>Streams at once through the whole server, beside a bare relay of the same upstream: delay, processor time, memory.</summary>
internal static class Streams
{
    /// <summary>What is asked for.</summary>
    internal sealed record Asked(string Path, string Body);

    private static readonly Asked Questions = new("/questions", """{"text":"go"}""");

    public static async Task RunAsync(int count)
    {
        Load.Head(
            $"{count} streams at once, {UpstreamStream.Chunks} chunks each, one every {UpstreamStream.Pace.TotalMilliseconds} ms"
        );
        var folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "offline"));
        using var upstream = await Child.PeerAsync("upstream");
        using var relay = await Child.PeerAsync("relay", upstream.Address.ToString());
        using var ours = await Child.MiniChatAsync(
            folder,
            new()
            {
                ["OPENAI_BASE_URL"] = new Uri(upstream.Address, "/v1").ToString(),
                ["MiniChat__Limits__RunningAnswersPerAccount"] = "0",
            }
        );
        using var client = new MiniChatClient(ours.Address);
        await client.SendAsync(new Register { UserName = "bench", Password = "bench password" }, CancellationToken.None);
        await client.SignInAsync("bench", "bench password", CancellationToken.None);

        await MeasureAsync("warm-up", 50, relay, null);
        await MeasureAsync("warm-up", 50, ours, client.BearerToken);
        var bare = await MeasureAsync("bare relay", count, relay, null);
        var mini = await MeasureAsync("MiniChat", count, ours, client.BearerToken);
        Compare(bare, mini);
        await HoldAsync(count, folder);
        Directory.Delete(folder, recursive: true);
    }

    internal static void Compare(Figures bare, Figures mini) =>
        Load.Line(
            "MiniChat over the bare relay",
            $"p50 {mini.P50 - bare.P50:+0;-0} us, p99 {mini.P99 - bare.P99:+0;-0} us, processor {mini.Processor / bare.Processor:F2}"
        );

    /// <summary>Memory of open streams alone: the offline model answers, so none has a connection to another server as well.</summary>
    private static async Task HoldAsync(int count, string folder)
    {
        using var server = await Child.MiniChatAsync(
            Path.Combine(folder, "offline"),
            new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "500", ["MiniChat__Limits__RunningAnswersPerAccount"] = "0" }
        );
        using var client = new MiniChatClient(server.Address);
        await client.SendAsync(new Register { UserName = "bench", Password = "bench password" }, CancellationToken.None);
        await client.SignInAsync("bench", "bench password", CancellationToken.None);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        await OpenAsync(http, client.BearerToken!, 50);
        var before = server.Memory;
        await OpenAsync(http, client.BearerToken!, count);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Load.Line("MiniChat, offline model", $"{(server.Memory - before) / 1024.0 / count:F1} KB a stream");
    }

    private static async Task OpenAsync(HttpClient http, string token, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/questions")
            {
                Content = JsonContent.Create(new { text = "go" }),
            };
            request.Headers.Add("Accept", "text/event-stream");
            request.Headers.Authorization = new("Bearer", token);
            // Held open, and unread: the server keeps what it must.
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
        }
    }

    internal sealed record Figures(double P50, double P99, double Processor);

    /// <summary>Reads streams of a server at once.</summary>
    internal static async Task<Figures> MeasureAsync(string name, int count, Child server, string? token, Asked? asked = null)
    {
        var (memory, processor) = (server.Memory, server.Processor);
        var delays = new ConcurrentBag<double>();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        http.Timeout = Timeout.InfiniteTimeSpan;
        var streams = Enumerable.Range(0, count).Select(_ => ReadAsync(http, token, asked ?? Questions, delays)).ToList();
        await Task.Delay(UpstreamStream.Pace * UpstreamStream.Chunks / 2);
        var each = (server.Memory - memory) / 1024.0 / count;
        await Task.WhenAll(streams);
        var chunks = delays.Count;
        var used = (server.Processor - processor).TotalSeconds / chunks * 1e6;
        var sorted = delays.Order().ToArray();
        var figures = new Figures(sorted[chunks / 2], sorted[chunks * 99 / 100], used);
        if (name != "warm-up")
        {
            Load.Line(
                name,
                $"delay p50 {figures.P50:F0} us, p99 {figures.P99:F0} us; {used:F1} CPU s per million chunks; {each:F1} KB a stream; {chunks} chunks"
            );
        }
        return figures;
    }

    private static async Task ReadAsync(HttpClient http, string? token, Asked asked, ConcurrentBag<double> delays)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, asked.Path)
        {
            Content = new StringContent(asked.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Accept", "text/event-stream");
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer) is > 0 and var read)
            Note(buffer.AsSpan(0, read), delays);
    }

    /// <summary>Every chunk's text is the time it was sent, in brackets; what came together is noted each by itself.</summary>
    internal static void Note(ReadOnlySpan<byte> bytes, ConcurrentBag<double> delays)
    {
        var now = Stopwatch.GetTimestamp();
        while (bytes.IndexOf("["u8) is >= 0 and var from)
        {
            bytes = bytes[(from + 1)..];
            var to = bytes.IndexOf((byte)']');
            if (to > 0 && long.TryParse(Encoding.ASCII.GetString(bytes[..to]), CultureInfo.InvariantCulture, out var sent))
                delays.Add(Stopwatch.GetElapsedTime(sent, now).TotalMicroseconds);
        }
    }
}
