using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using MiniChat.Client;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>
/// <c>/v1/chat/completions</c> with sign-in and accounting on, beside the same upstream asked directly and through a bare Kestrel
/// relay, interleaved.
/// </summary>
internal static class PassThrough
{
    private const string Path = "/v1/chat/completions";
    private const int Clients = 64;
    private const int Rounds = 5;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;
        using var upstream = await Child.PeerAsync("upstream");
        using var relay = await Child.PeerAsync("relay", upstream.Address.ToString());
        using var ours = await Child.MiniChatAsync(
            folder,
            new() { ["OPENAI_BASE_URL"] = new Uri(upstream.Address, "/v1").ToString() }
        );
        using var client = new MiniChatClient(ours.Address);
        await client.SendAsync(new Register { UserName = "bench", Password = "bench password" }, CancellationToken.None);
        await client.SignInAsync("bench", "bench password", CancellationToken.None);
        var request = RawClient.Request("POST", Path, UpstreamStream.Whole);
        var signed = RawClient.Request("POST", Path, UpstreamStream.Whole, client.BearerToken);
        (string Name, int Port, string Request)[] ways =
        [
            ("direct", upstream.Port, request),
            ("bare relay", relay.Port, request),
            ("MiniChat", ours.Port, signed),
        ];

        await RatesAsync(ways);
        await DelaysAsync(ways);
        Load.Head($"{count} streams at once through {Path}");
        var asked = new Streams.Asked(Path, UpstreamStream.Streamed);
        await Streams.MeasureAsync("warm-up", 50, relay, null, asked);
        await Streams.MeasureAsync("warm-up", 50, ours, client.BearerToken, asked);
        var bare = await Streams.MeasureAsync("bare relay", count, relay, null, asked);
        var mini = await Streams.MeasureAsync("MiniChat", count, ours, client.BearerToken, asked);
        Streams.Compare(bare, mini);
        await LeavingAsync(ours, upstream, client.BearerToken!);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task RatesAsync((string Name, int Port, string Request)[] ways)
    {
        Load.Head($"{Path}, not streamed: requests per second, {Clients} connections (median of {Rounds}, interleaved)");
        var rates = ways.Select(_ => new List<double>()).ToArray();
        // Code that runs often is compiled twice more: what is measured before is not the server.
        foreach (var way in ways)
            await Load.RateAsync(Clients, way.Port, way.Request, WarmUp);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                rates[i].Add(await Load.RateAsync(Clients, ways[i].Port, ways[i].Request, Time));
            }
        }
        for (var i = 0; i < ways.Length; i++)
            Load.Line(ways[i].Name, $"{Load.Median(rates[i]):F0}");
        Load.Line("MiniChat to the bare relay", $"{Load.Median(rates[2].Zip(rates[1], (one, other) => one / other)):F2}");
    }

    private static async Task DelaysAsync((string Name, int Port, string Request)[] ways)
    {
        Load.Head($"{Path}, not streamed: one request after the other");
        var delays = ways.Select(_ => new List<double>()).ToArray();
        for (var block = 0; block < 60; block++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                using var connection = new RawClient(ways[i].Port, ways[i].Request);
                await connection.SendAsync();
                for (var n = 0; n < 50; n++)
                {
                    var begun = Stopwatch.GetTimestamp();
                    await connection.SendAsync();
                    delays[i].Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
                }
            }
        }
        var sorted = delays.Select(list => list.Order().ToArray()).ToArray();
        for (var i = 0; i < ways.Length; i++)
        {
            Load.Line(
                ways[i].Name,
                $"p50 {sorted[i][1500]:F0} us, p99 {sorted[i][2970]:F0} us; added {sorted[i][1500] - sorted[0][1500]:F0} and {sorted[i][2970] - sorted[0][2970]:F0} us"
            );
        }
    }

    /// <summary>How long after a caller has left the upstream sees its call end.</summary>
    private static async Task LeavingAsync(Child ours, Child upstream, string token)
    {
        Load.Head("A caller leaves in mid-stream: after what time the upstream sees it");
        // The client's own patience with a response that is given up, two seconds, is not what is measured.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero });
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var times = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ours.Address, Path))
            {
                Content = new StringContent(UpstreamStream.Streamed, Encoding.UTF8, "application/json"),
            };
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var left = Stopwatch.GetTimestamp();
            response.Dispose();
            long seen;
            do
            {
                await Task.Delay(10);
                seen = await http.GetFromJsonAsync<long>(new Uri(upstream.Address, "/left"));
            } while (seen < left);
            times.Add(Stopwatch.GetElapsedTime(left, seen).TotalMilliseconds);
        }
        Load.Line("MiniChat", $"median {Load.Median(times):F1} ms, most {times.Max():F1} ms");
    }
}
