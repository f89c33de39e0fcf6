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
