using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MiniChat.Client;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>Two processes on one database: one writes answers, and they are read at both.</summary>
internal sealed class RemotePair : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;
    private readonly List<HttpClient> _clients = [];

    private RemotePair() { }

    /// <summary>The process that writes.</summary>
    public Child Writer { get; private set; } = null!;

    /// <summary>The other one.</summary>
    public Child Other { get; private set; } = null!;

    /// <summary>Starts them, with one account.</summary>
    /// <param name="place">The database.</param>
    /// <param name="settings">Settings of both, besides those that two processes need.</param>
    public static async Task<RemotePair> StartAsync(PostgresPlace place, Dictionary<string, string> settings)
    {
        var pair = new RemotePair();
        var all = new Dictionary<string, string>(settings)
        {
            ["ConnectionStrings__MiniChat"] = place.ConnectionString,
            ["JWT_SECRET"] = RandomNumberGenerator.GetHexString(64),
            ["MiniChat__Limits__RunningAnswersPerAccount"] = "0",
        };
        pair.Writer = await Child.MiniChatAsync(pair._folder, all);
        pair.Other = await Child.MiniChatAsync(pair._folder, all);
        using var client = new MiniChatClient(pair.Writer.Address);
        var name = RandomNumberGenerator.GetHexString(12);
        await client.SendAsync(new Register { UserName = name, Password = "bench password" }, CancellationToken.None);
        await client.SignInAsync(name, "bench password", CancellationToken.None);
        foreach (var server in (Child[])[pair.Writer, pair.Other])
        {
            var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero })
            {
                BaseAddress = server.Address,
                Timeout = Timeout.InfiniteTimeSpan,
            };
            http.DefaultRequestHeaders.Authorization = new("Bearer", client.BearerToken);
            pair._clients.Add(http);
        }
        return pair;
    }

    /// <summary>Asks at the writer.</summary>
    /// <returns>The answer's number, and its stream.</returns>
    public async Task<(long AnswerId, Stream Body)> AskAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/questions")
        {
            Content = JsonContent.Create(new { text = "go" }),
        };
        request.Headers.Add("Accept", "text/event-stream");
        var response = await _clients[0].SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[1024];
        var read = await body.ReadAsync(buffer);
        var started = Regex.Match(Encoding.UTF8.GetString(buffer, 0, read), @"""answerId"":(\d+)").Groups[1].Value;
        return (long.Parse(started, CultureInfo.InvariantCulture), body);
    }

    /// <summary>Reads an answer at the other process.</summary>
    public async Task<Stream> ReadElsewhereAsync(long answerId)
    {
        var response = await _clients[1].GetAsync($"/answers/{answerId}/events", HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStreamAsync();
    }

    /// <summary>What a counter of the writer's <c>/metrics</c> says.</summary>
    public async Task<double> CountAsync(string counter)
    {
        var text = await _clients[0].GetStringAsync("/metrics");
        var found = Regex.Match(text, $@"^{counter}(?:\{{.*\}})? (\S+)", RegexOptions.Multiline).Groups[1].Value;
        return found.Length == 0 ? 0 : double.Parse(found, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _clients.ForEach(http => http.Dispose());
        Writer?.Dispose();
        Other?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
