using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Who leaves ends the call at the model's server, in whatever phase it is.</summary>
[TestFixture("/v1/chat/completions")]
[TestFixture("/prompt")]
internal sealed class PassThroughLeavingTests(string path)
{
    private PassThroughDoor _door = null!;

    [OneTimeSetUp]
    public async Task Open() => _door = await PassThroughDoor.OpenAsync(patience: "600");

    [OneTimeTearDown]
    public async Task Close() => await _door.DisposeAsync();

    [SetUp]
    public void Reset() => _door.Upstream.Answer(null);

    /// <summary>Begins a stream and says nothing more until the other side has left.</summary>
    private static async Task BeginAsync(HttpContext context, TaskCompletionSource left)
    {
        context.RequestAborted.Register(left.SetResult);
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: {}\n\n");
        await context.Response.Body.FlushAsync();
        await left.Task;
    }

    [TestCase(PassThroughDoor.Streamed)]
    [TestCase(PassThroughDoor.Whole)]
    public async Task Who_leaves_before_the_first_byte_ends_the_call(string body)
    {
        var arrived = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        _door.Upstream.Answer(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            await left.Task;
        });
        using var leaving = new CancellationTokenSource();
        var asked = _door.SendAsync(path, body, leaving.Token);
        await arrived.Task.WaitAsync(Deadline.Longest);

        await leaving.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => asked);
        await left.Task.WaitAsync(Deadline.Longest);
    }

    [Test]
    public async Task Who_leaves_in_mid_stream_ends_the_call()
    {
        var left = new TaskCompletionSource();
        _door.Upstream.Answer(context => BeginAsync(context, left));
        var response = await _door.SendAsync(path, PassThroughDoor.Streamed);
        await using (var body = await response.Content.ReadAsStreamAsync(Deadline.Soon))
            Assert.That(await body.ReadAsync(new byte[100], Deadline.Soon), Is.EqualTo(10));

        response.Dispose();

        await left.Task.WaitAsync(Deadline.Longest);
    }

    [Test]
    public async Task Who_leaves_in_the_middle_of_a_whole_body_ends_the_call()
    {
        var sent = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        _door.Upstream.Answer(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"a\":");
            await context.Response.Body.FlushAsync();
            sent.SetResult();
            await left.Task;
        });
        using var leaving = new CancellationTokenSource();
        var asked = _door.SendAsync(path, PassThroughDoor.Whole, leaving.Token);
        await sent.Task.WaitAsync(Deadline.Longest);

        await leaving.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => asked);
        await left.Task.WaitAsync(Deadline.Longest);
    }

    [Test]
    public async Task Many_who_leave_leave_nothing_behind()
    {
        var open = 0;
        _door.Upstream.Answer(async context =>
        {
            Interlocked.Increment(ref open);
            await BeginAsync(context, new TaskCompletionSource());
            Interlocked.Decrement(ref open);
        });
        for (var i = 0; i < 100; i++)
        {
            using var response = await _door.SendAsync(path, PassThroughDoor.Streamed);
        }

        using var limit = new CancellationTokenSource(Deadline.Longest);
        while (Volatile.Read(ref open) > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Test]
    public async Task A_session_that_ends_while_a_body_comes_asks_nothing_any_more()
    {
        using var client = await _door.Server.SignUpAsync("sender" + path.Length);
        var before = _door.Upstream.Calls;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_door.Server.Address.Host, _door.Server.Address.Port);
        var wire = tcp.GetStream();
        await wire.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {client.BearerToken}\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n"
            ),
            Deadline.Soon
        );
        using var reader = new StreamReader(wire);
        Assert.That(await reader.ReadLineAsync(Deadline.Soon), Does.Contain("100 Continue"), "the body is waited for");

        await client.SignOutAsync(Deadline.Soon);

        Assert.That(await reader.ReadLineAsync(Deadline.Soon), Is.Empty);
        Assert.That(await reader.ReadLineAsync(Deadline.Soon), Does.Contain("401"));
        Assert.That(_door.Upstream.Calls, Is.EqualTo(before));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_session_that_ends_ends_the_call_of_one_who_does_not_read(bool onSocket)
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(
            settings: new() { ["OPENAI_BASE_URL"] = _door.Upstream.BaseUrl },
            clock: clock
        );
        var stuck = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        _door.Upstream.Answer(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            context.Response.ContentType = "text/event-stream";
            var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("data: {}\n\n", 10_000)));
            while (!left.Task.IsCompleted)
            {
                var sent = context.Response.Body.WriteAsync(block, CancellationToken.None).AsTask();
                if (await Task.WhenAny(sent, Task.Delay(500)) != sent)
                    stuck.TrySetResult();
                await sent;
            }
        });
        using var client = await server.SignUpAsync();
        using var socket = new ClientWebSocket();
        HttpResponseMessage? response = null;
        if (onSocket)
        {
            socket.Options.AddSubProtocol(client.BearerToken!);
            await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/ws-prompt" }.Uri, Deadline.Soon);
            var prompt = Encoding.UTF8.GetBytes(PassThroughDoor.Streamed);
            await socket.SendAsync(prompt, WebSocketMessageType.Text, true, Deadline.Soon);
        }
        else
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path))
            {
                Content = new StringContent(PassThroughDoor.Streamed),
            };
            request.Headers.Authorization = new("Bearer", client.BearerToken);
            response = await _door.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);
        }
        await stuck.Task.WaitAsync(Deadline.Longest);

        await client.SignOutAsync(Deadline.Soon);
        clock.Advance(TimeSpan.FromSeconds(5));

        await left.Task.WaitAsync(Deadline.Longest);
        response?.Dispose();
    }

    [Test]
    public async Task A_session_that_ends_ends_its_streams_and_says_so()
    {
        var left = new TaskCompletionSource();
        _door.Upstream.Answer(context => BeginAsync(context, left));
        using var client = await _door.Server.SignUpAsync("leaver" + path.Length);
        using var http = new OneConnection(_door.Server.Address, client.BearerToken);
        var asked = http.PostAsync(path, PassThroughDoor.Streamed);
        while (_door.Upstream.Received.Count(call => !call.Ended.IsCompleted) == 0)
            await Task.Yield();

        await client.SignOutAsync(Deadline.Soon);

        Assert.That((await asked).Body, Does.Contain("The session has ended"));
        await left.Task.WaitAsync(Deadline.Longest);
    }
}
