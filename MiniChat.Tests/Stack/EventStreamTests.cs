using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniChat.Tests.Stack;

public sealed class EventStreamTests : StackTests
{
    private const string Events = "text/event-stream";

    private static TestEvent Event(long seq, string text) =>
        new()
        {
            Seq = seq,
            Event = "delta",
            Data = new TestText { Text = text },
        };

    private static Task WaitAsync(Task task) => task.WaitAsync(TimeSpan.FromSeconds(20));

    [Test]
    public async Task Events_are_framed_with_their_id_name_and_data()
    {
        using var stream = await EventReader.OpenAsync(
            Server,
            HttpMethod.Post,
            "/ask",
            """{"text":"grün yield \u2028\n"}""",
            Events
        );

        Assert.That(
            await stream.AllAsync(),
            Is.EqualTo(
                new[]
                {
                    """id: 0|event: delta|data: {"text":"grün"}""",
                    """id: 1|event: delta|data: {"text":"yield"}""",
                    """id: 2|event: delta|data: {"text":"\u2028\n"}""",
                    """id: 3|event: completed|data: {"text":""}""",
                }
            )
        );
        Assert.That(stream.Response.Content.Headers.ContentType!.ToString(), Is.EqualTo(Events));
        Assert.That(stream.Response.Headers.CacheControl!.ToString(), Is.EqualTo("no-transform, no-cache"));
        Assert.That(stream.Response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(new[] { "no" }));
    }

    [TestCase("/ask", "{}", null, false)]
    [TestCase("/ask", "{}", "application/json", false)]
    [TestCase("/ask", "{}", "text/event-stream", true)]
    [TestCase("/ask", """{"stream":true}""", null, true)]
    [TestCase("/ask", """{"stream":true}""", "*/*", true)]
    [TestCase("/ask", """{"stream":true}""", "application/json", false)]
    [TestCase("/ask", """{"stream":true}""", "application/json, text/event-stream", true)]
    [TestCase("/ask", """{"stream":false}""", "text/event-stream", true)]
    [TestCase("/api/Ask", "{}", "Text/Event-Stream", true)]
    [TestCase("/api/Ask", """{"stream":true}""", null, false)]
    [TestCase("/json/reply/Ask", """{"stream":true}""", null, false)]
    [TestCase("/json/reply/Ask", "{}", "text/event-stream", true)]
    public async Task A_stream_is_sent_to_who_asks_for_it(string path, string body, string? accept, bool streams)
    {
        using var stream = await EventReader.OpenAsync(Server, HttpMethod.Post, path, body, accept);

        Assert.That(stream.Response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(stream.Response.Content.Headers.ContentType!.MediaType, Is.EqualTo(streams ? Events : "application/json"));
    }

    [TestCase("/follow/only1", "only1", "application/json")]
    [TestCase("/api/Follow?name=only2", "only2", null)]
    [TestCase("/json/reply/Follow?name=only3", "only3", "*/*")]
    public async Task What_is_only_streamed_is_always_streamed(string path, string name, string? accept)
    {
        Server.Streams.Channel(name).Writer.TryWrite(Event(1, "a"));
        using var stream = await EventReader.OpenAsync(Server, HttpMethod.Get, path, null, accept);

        Assert.That(await stream.NextAsync(), Does.StartWith("id: 1|"));
    }

    [TestCase("refuse", 503, "ServiceUnavailable")]
    [TestCase("boom", 500, "InternalError")]
    public async Task What_fails_before_the_first_event_has_a_status(string text, int status, string code)
    {
        var reply = await Server.PostAsync("/ask", $$"""{"text":"{{text}}"}""", ("Accept", Events));

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((status, code)));
    }

    [TestCase(
        "a refuse",
        """event: error|data: {"responseStatus":{"errorCode":"ServiceUnavailable","message":"Not now.","errors":[]}}"""
    )]
    [TestCase(
        "a boom",
        """event: error|data: {"responseStatus":{"errorCode":"InternalError","message":"Internal error; the trace id is """
    )]
    public async Task What_fails_later_is_the_last_frame(string text, string last)
    {
        using var stream = await EventReader.OpenAsync(Server, HttpMethod.Post, "/ask", $$"""{"text":"{{text}}"}""", Events);

        var all = await stream.AllAsync();

        Assert.That(all, Has.Count.EqualTo(2));
        Assert.That(all[1], Does.StartWith(last).And.Not.Contain("hunter2"));
    }

    [Test]
    public async Task A_missing_stream_is_404_and_a_foreign_one_401()
    {
        var missing = await Server.GetAsync("/follow/missing");
        var foreign = await Server.GetAsync("/private-follow");
        var wrong = await Server.GetAsync("/follow/x", ("Last-Event-ID", "abc"));
        var tooLong = await Server.GetAsync("/follow/" + new string('x', 21));

        Assert.That(
            new[] { missing.Status, foreign.Status, wrong.Status, tooLong.Status },
            Is.EqualTo(new[] { 404, 401, 400, 400 })
        );
        Assert.That(tooLong.FieldNames, Is.EqualTo(new[] { "Name" }));
    }

    [Test]
    public async Task Last_Event_ID_reaches_the_service()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/follow/resumed");
        request.Headers.Add("Last-Event-ID", "41");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var response = await Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var stream = new EventReader(response, await response.Content.ReadAsStreamAsync(limit.Token), limit);

        Assert.That(await stream.NextAsync(), Does.StartWith("id: 42|event: resumed"));
    }

    [Test]
    public async Task An_event_leaves_as_soon_as_it_is_there()
    {
        var channel = Server.Streams.Channel("live");
        channel.Writer.TryWrite(Event(0, "first"));
        using var stream = await EventReader.OpenAsync(Server, HttpMethod.Get, "/follow/live", null, null);

        for (var i = 0; i < 5; i++)
        {
            Assert.That(await stream.NextAsync(), Does.StartWith($"id: {i}|"));
            channel.Writer.TryWrite(Event(i + 1, "next"));
        }

        Assert.That(await stream.NextAsync(), Does.StartWith("id: 5|"));
    }

    [Test]
    public async Task Events_that_are_ready_together_leave_together()
    {
        var text = string.Join(' ', Enumerable.Repeat("w", 50));
        var raw = await Server.SendRawAsync(
            $"POST /ask HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nConnection: close\r\nContent-Length: {text.Length + 11}\r\n\r\n{{\"text\":\"{text}\"}}"
        );

        // All fifty-one in one chunk, and the last chunk.
        var chunks = raw.Split("\r\n\r\n", 2)[1].Split("\r\n");
        Assert.That(chunks.Where(c => c.Contains("id: ")).Count(), Is.EqualTo(1));
        Assert.That(chunks[1], Does.Contain("id: 0\n").And.Contain("id: 50\n"));
    }

    [Test]
    public async Task A_silent_stream_says_that_it_is_there()
    {
        var channel = Server.Streams.Channel("silent");
        channel.Writer.TryWrite(Event(0, "a"));
        using var stream = await EventReader.OpenAsync(Server, HttpMethod.Get, "/follow/silent", null, null);
        await stream.NextAsync();

        // The first step is shorter than the interval: nothing may come of it.
        Server.Time.Advance(TimeSpan.FromSeconds(10));
        channel.Writer.TryWrite(Event(1, "b"));
        var second = await stream.NextAsync();
        var beat = stream.NextAsync();
        while (!beat.IsCompleted)
        {
            Server.Time.Advance(TimeSpan.FromSeconds(15));
            // Another call gives the stream time to go back to waiting.
            await Server.GetAsync("/who");
        }
        channel.Writer.TryWrite(Event(2, "c"));
        string? after;
        do after = await stream.NextAsync();
        while (after == ":");

        Assert.That(second, Does.StartWith("id: 1|"));
        Assert.That(await beat, Is.EqualTo(":"));
        Assert.That(after, Does.StartWith("id: 2|"));
    }

    [Test]
    public async Task Who_leaves_cancels_the_stream_quietly()
    {
        await using var server = await TestServer.StartAsync();
        server.Streams.Channel("left").Writer.TryWrite(Event(0, "a"));
        var stream = await EventReader.OpenAsync(server, HttpMethod.Get, "/follow/left", null, null);
        await stream.NextAsync();

        stream.Dispose();

        await WaitAsync(server.Streams.Cancelled.Task);
        Assert.That(server.Log.Problems, Is.Empty);
    }

    [Test]
    public async Task Who_does_not_read_holds_up_nobody_and_ends_quietly()
    {
        await using var server = await TestServer.StartAsync();
        var channel = server.Streams.Channel("slow");
        var big = new string('x', 100_000);
        for (var i = 0; i < 200; i++)
            channel.Writer.TryWrite(Event(i, big));
        using (var socket = new TcpClient { ReceiveBufferSize = 4096 })
        {
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /follow/slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            await WaitAsync(socket.GetStream().ReadExactlyAsync(new byte[100]).AsTask());
            server.Time.Advance(TimeSpan.FromMinutes(1));

            Assert.That((await server.GetAsync("/who")).Status, Is.EqualTo(200));
            Assert.That(channel.Reader.Count, Is.GreaterThan(0));
        }

        await WaitAsync(server.Streams.Cancelled.Task);
        Assert.That(server.Log.Problems, Is.Empty);
    }

    [Test]
    public async Task HEAD_of_a_stream_has_headers_alone()
    {
        Server.Streams.Channel("head").Writer.TryWrite(Event(0, "a"));

        var reply = await Server.SendAsync(HttpMethod.Head, "/follow/head", null);

        Assert.That((reply.Status, reply.Body, reply.Header("Content-Type")), Is.EqualTo((200, "", Events)));
    }
}
