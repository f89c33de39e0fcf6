using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace MiniChat.Tests.Stack;

public sealed class SocketTests : StackTests
{
    private readonly List<IDisposable> opened = [];
    private CancellationTokenSource limit = null!;

    [SetUp]
    public void Bound() => limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));

    [TearDown]
    public void Close()
    {
        opened.ForEach(o => o.Dispose());
        opened.Clear();
        limit.Dispose();
    }

    private async Task<ClientWebSocket> Open(string path, params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        opened.Add(socket);
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
        {
            if (name == "Protocol")
                value.Split(',').ToList().ForEach(socket.Options.AddSubProtocol);
            else
                socket.Options.SetRequestHeader(name, value);
        }
        await socket.ConnectAsync(
            new UriBuilder(Server.Address)
            {
                Scheme = "ws",
                Path = path.Split('?')[0],
                Query = path.Contains('?') ? path.Split('?')[1] : "",
            }.Uri,
            limit.Token
        );
        return socket;
    }

    private async Task<HttpStatusCode> Refused(string path, params (string, string)[] headers)
    {
        await Assert.ThrowsAsync<WebSocketException>(() => Open(path, headers));
        return ((ClientWebSocket)opened[^1]).HttpStatusCode;
    }

    private async Task<string> Next(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var result = await socket.ReceiveAsync(buffer, limit.Token);
        return result.MessageType == WebSocketMessageType.Close
            ? $"close {(int)result.CloseStatus!}"
            : Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    private static TestEvent Event(long seq) =>
        new()
        {
            Seq = seq,
            Event = "delta",
            Data = new TestText { Text = "grün" },
        };

    [Test]
    public async Task Events_are_frames_and_the_end_is_a_close()
    {
        var channel = Server.Streams.Channel("frames");
        channel.Writer.TryWrite(Event(0));
        var socket = await Open("/follow/frames/ws");

        var first = await Next(socket);
        channel.Writer.TryWrite(Event(5));
        var second = await Next(socket);
        channel.Writer.Complete();

        Assert.That(first, Is.EqualTo("""{"seq":0,"event":"delta","data":{"text":"grün"}}"""));
        Assert.That(second, Is.EqualTo("""{"seq":5,"event":"delta","data":{"text":"grün"}}"""));
        Assert.That(await Next(socket), Is.EqualTo("close 1000"));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    [TestCase("/private-follow/ws", HttpStatusCode.Unauthorized)]
    [TestCase("/follow/missing/ws", HttpStatusCode.NotFound)]
    [TestCase("/follow/xxxxxxxxxxxxxxxxxxxxx/ws", HttpStatusCode.BadRequest)]
    [TestCase("/follow/a/ws?after=x", HttpStatusCode.BadRequest)]
    [TestCase("/nowhere/ws", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_opened_is_refused_as_HTTP(string path, HttpStatusCode status)
    {
        Assert.That(await Refused(path), Is.EqualTo(status));
    }

    [Test]
    public async Task A_request_that_is_no_upgrade_is_400()
    {
        var reply = await Server.GetAsync("/follow/a/ws");

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, "BadRequest")));
    }

    [TestCase("Authorization", "Bearer good-ann", null)]
    [TestCase("Protocol", "good-ann", "good-ann")]
    [TestCase("Protocol", "bearer,good-ann", "bearer")]
    public async Task A_token_comes_by_header_or_sub_protocol(string name, string value, string? chosen)
    {
        var socket = await Open("/private-follow/ws", (name, value));

        Assert.That(await Next(socket), Does.Contain("\"ann\""));
        Assert.That(socket.SubProtocol, Is.EqualTo(chosen));
    }

    [TestCase("own", true)]
    [TestCase("https://friend.example", true)]
    [TestCase(null, false)]
    public async Task The_cookie_counts_from_the_own_pages_and_friends(string? origin, bool opens)
    {
        (string, string)[] headers = [("Cookie", "ss-tok=good-ann")];
        if (origin is not null)
            headers = [.. headers, ("Origin", origin == "own" ? Server.Address.GetLeftPart(UriPartial.Authority) : origin)];

        if (opens)
            Assert.That(await Next(await Open("/private-follow/ws", headers)), Does.Contain("\"ann\""));
        else
            Assert.That(await Refused("/private-follow/ws", headers), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("/follow/a/ws", "Cookie", "x=y")]
    [TestCase("/private-follow/ws", "Cookie", "ss-tok=good-ann")]
    [TestCase("/private-follow/ws", "Authorization", "Bearer good-ann")]
    public async Task A_foreign_page_is_always_403(string path, string name, string value)
    {
        Assert.That(await Refused(path, (name, value), ("Origin", "https://evil.example")), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await Refused(path, (name, value), ("Origin", "null")), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_bad_token_is_401()
    {
        Assert.That(await Refused("/private-follow/ws", ("Protocol", "forged")), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(
            await Refused("/private-follow/ws", ("Authorization", "Bearer expired-ann")),
            Is.EqualTo(HttpStatusCode.Unauthorized)
        );
    }

    [Test]
    public async Task What_the_client_says_is_passed_over_until_it_is_too_long()
    {
        var channel = Server.Streams.Channel("talk");
        channel.Writer.TryWrite(Event(0));
        var socket = await Open("/follow/talk/ws");
        await Next(socket);

        await socket.SendAsync(new byte[64 * 1024], WebSocketMessageType.Text, true, limit.Token);
        channel.Writer.TryWrite(Event(1));
        var after = await Next(socket);
        await socket.SendAsync(new byte[(64 * 1024) + 1], WebSocketMessageType.Text, true, limit.Token);

        Assert.That(after, Does.Contain("\"seq\":1"));
        Assert.That(await Next(socket), Is.EqualTo("close 1009"));
    }

    [Test]
    public async Task What_fails_is_the_last_frame()
    {
        await using var server = await TestServer.StartAsync();
        var channel = server.Streams.Channel("fail");
        channel.Writer.TryWrite(Event(0));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/follow/fail/ws" }.Uri, limit.Token);
        await Next(socket);

        channel.Writer.Complete(new InvalidOperationException("Password=hunter2"));

        Assert.That(
            await Next(socket),
            Does.StartWith("""{"event":"error","data":{"responseStatus":{"errorCode":"InternalError",""")
                .And.Not.Contain("hunter2")
        );
        Assert.That(await Next(socket), Is.EqualTo("close 1011"));
        Assert.That(server.Log.Problems, Has.Length.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Who_closes_or_breaks_off_cancels_the_stream(bool politely)
    {
        await using var server = await TestServer.StartAsync();
        server.Streams.Channel("left").Writer.TryWrite(Event(0));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/follow/left/ws" }.Uri, limit.Token);
        await Next(socket);

        if (politely)
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        else
            socket.Abort();

        await server.Streams.Cancelled.Task.WaitAsync(limit.Token);
        Assert.That(socket.CloseStatus, Is.EqualTo(politely ? WebSocketCloseStatus.NormalClosure : null));
        Assert.That(server.Log.Problems, Is.Empty);
    }
}
