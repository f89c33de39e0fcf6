using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Clients;

/// <summary>The typed client's stream of server-events.</summary>
[TestFixture, NonParallelizable]
internal sealed class ServerEventsTests
{
    private const string Connect =
        """cmd.onConnect {"id":"abc","userId":"1","displayName":"a","isAuthenticated":"true","channels":"*","heartbeatIntervalMs":"10000","idleTimeoutMs":"30000"}""";

    private static string Frame(int id, string data) => $"id: {id}\ndata: {data}";

    [Test]
    public async Task Answers_come_typed_and_channels_can_be_changed()
    {
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync("alice");
        var events = client.Subscribe("a");
        var text = "";
        var names = new List<string>();

        await foreach (var one in events.ReadAllAsync(Deadline.Soon))
        {
            names.Add(one.Selector);
            if (one is { Selector: "cmd.onJoin" })
                await events.UpdateAsync(["*"], ["a"], Deadline.Soon);
            if (one is { Selector: "cmd.onUpdate", Channel: "*" })
                await client.SendAsync(new Question { Text = "世界", Stream = true }, Deadline.Soon);
            text += one.Answer?.Text;
            if (one.Answer?.State is not null)
                await events.UnregisterAsync(Deadline.Soon);
        }

        Assert.That(names.Take(4), Is.EqualTo(new[] { "cmd.onConnect", "cmd.onJoin", "cmd.onUpdate", "cmd.answer" }));
        Assert.That(text, Does.Contain("世界"));
        Assert.That((events.Connection!.UserId, events.Connection.IsAuthenticated), Is.EqualTo(("1", true)));
    }

    [Test]
    public async Task A_connection_that_breaks_is_made_again_after_a_pause()
    {
        var clock = new ManualClock();
        await using var wire = await FakeWire.StartAsync(
            (_, response) => response.EventsAsync(Frame(1, Connect), Frame(2, "*@cmd.chat \"hello\""))
        );
        using var client = new MiniChatClient(new Uri(wire.BaseUrl), clock: clock);
        var all = new List<string>();

        await foreach (var one in client.Subscribe("x", "y").ReadAllAsync(Deadline.Soon).Advancing(clock))
        {
            all.Add(one.Selector);
            if (all.Count == 4)
                break;
        }

        Assert.That(all, Is.EqualTo(new[] { "cmd.onConnect", "cmd.chat", "cmd.onConnect", "cmd.chat" }));
        // A heartbeat may be sent while the clock runs on.
        var streams = wire.Requests.Where(request => request.Method == "GET").Select(request => request.Target);
        Assert.That(streams, Has.All.EqualTo("/event-stream?channels=x%2Cy"));
    }

    [Test]
    public async Task Heartbeats_are_sent_and_a_refused_one_makes_a_new_connection()
    {
        var clock = new ManualClock();
        await using var wire = await FakeWire.StartAsync(
            async (request, response) =>
            {
                if (request.Method == "POST")
                {
                    await response.ErrorAsync(404, "NotFound");
                    return;
                }
                await response.EventsAsync(Frame(1, Connect));
                await Task.Delay(Timeout.InfiniteTimeSpan, response.HttpContext.RequestAborted).ContinueWith(_ => { });
            }
        );
        using var client = new MiniChatClient(new Uri(wire.BaseUrl), clock: clock);
        var connections = 0;

        await foreach (var _ in client.Subscribe().ReadAllAsync(Deadline.Soon).Advancing(clock))
        {
            if (++connections == 2)
                break;
        }

        Assert.That(wire.Requests.Select(request => request.Target), Has.Some.EqualTo("/event-heartbeat?id=abc"));
    }

    [Test]
    public async Task Who_is_taken_for_nobody_renews_the_token_or_is_told()
    {
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync();
        client.BearerToken = client.BearerToken![..^6] + "AAAAAA";

        await foreach (var one in client.Subscribe().ReadAllAsync(Deadline.Soon))
        {
            Assert.That(one.Read<Dictionary<string, string>>()["isAuthenticated"], Is.EqualTo("true"));
            break;
        }

        using var lost = new MiniChatClient(server.Address) { BearerToken = "garbage" };
        var error = await Assert.ThrowsAsync<MiniChatException>(async () =>
        {
            await foreach (var _ in lost.Subscribe().ReadAllAsync(Deadline.Soon))
                continue;
        });
        Assert.That(error!.ErrorCode, Is.EqualTo("Unauthorized"));
    }
}

/// <summary>Reads on while a clock is moved.</summary>
internal static class Advance
{
    public static async IAsyncEnumerable<T> Advancing<T>(this IAsyncEnumerable<T> items, ManualClock clock)
    {
        await using var reader = items.GetAsyncEnumerator();
        while (true)
        {
            var next = reader.MoveNextAsync().AsTask();
            for (; !next.IsCompleted; await Task.Yield())
                clock.Advance(TimeSpan.FromMilliseconds(50));
            if (!await next)
                yield break;
            yield return reader.Current;
        }
    }
}
