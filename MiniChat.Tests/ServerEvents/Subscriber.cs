using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>One event as it came.</summary>
internal sealed record Told(long Id, string? Channel, string Selector, JsonNode Body)
{
    public string? this[string field] => Body[field]?.ToString();
}

/// <summary>Reads a stream of server-events over one connection.</summary>
internal sealed class Subscriber : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private Subscriber(HttpResponseMessage response, StreamReader reader)
    {
        _response = response;
        _reader = reader;
    }

    /// <summary>The data of <c>cmd.onConnect</c>.</summary>
    public Told Welcome { get; private set; } = null!;

    public string Id => Welcome["id"]!;

    /// <summary>The channels at the beginning; each is told of the join.</summary>
    public string[] Channels => Welcome["channels"]!.Split(',');

    /// <summary>Subscribes, and reads what the beginning says.</summary>
    public static Task<Subscriber> OpenAsync(MiniChatServer server, string? token, string query = "") =>
        OpenAsync(server.Http, token, query);

    /// <inheritdoc cref="OpenAsync(MiniChatServer, string?, string)"/>
    public static async Task<Subscriber> OpenAsync(HttpClient http, string? token, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/event-stream" + query);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Deadline.Soon));
        var one = new Subscriber(response, reader);
        one.Welcome = (await one.NextAsync())!;
        Assert.That((one.Welcome.Selector, one.Welcome.Id), Is.EqualTo(("cmd.onConnect", 1L)));
        foreach (var _ in one.Channels)
            Assert.That((await one.NextAsync())!.Selector, Is.EqualTo("cmd.onJoin"));
        return one;
    }

    /// <summary>The next event, or null when the stream ends.</summary>
    public async Task<Told?> NextAsync()
    {
        if (await SseFrame.ReadAsync(_reader) is not { } frame)
            return null;
        var space = frame.Data.IndexOf(' ');
        var head = frame.Data[..space].Split('@');
        return new Told(
            long.Parse(frame.Id!),
            head.Length > 1 ? head[0] : null,
            head[^1],
            JsonNode.Parse(frame.Data[(space + 1)..])!
        );
    }

    /// <summary>The events of an answer, up to its last one; all other events are passed over.</summary>
    public async Task<List<Told>> AnswerAsync(long? answerId = null)
    {
        var all = new List<Told>();
        while (await NextAsync() is { } one)
        {
            if (one.Selector != "cmd.answer" || (answerId is { } id && (long)one.Body["answerId"]! != id))
                continue;
            all.Add(one);
            if (one["state"] is not null)
                return all;
        }
        throw new AssertionException("The stream ended before the answer.");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
