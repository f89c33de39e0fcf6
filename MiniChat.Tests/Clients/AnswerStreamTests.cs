using MiniChat.Client;
using MiniChat.ServiceModel;
using static MiniChat.Tests.Clients.WireResponses;

namespace MiniChat.Tests.Clients;

[TestFixture]
public sealed class AnswerStreamTests
{
    private static async Task<List<AnswerEvent>> ListAsync(IAsyncEnumerable<AnswerEvent> events)
    {
        List<AnswerEvent> list = [];
        await foreach (var one in events)
            list.Add(one);
        return list;
    }

    private static Task<FakeWire> StreamingAsync(params string[] events) =>
        FakeWire.StartAsync((_, response) => response.EventsAsync(events));

    [Test]
    public async Task A_stream_is_typed_events_up_to_the_last_one()
    {
        await using var wire = await StreamingAsync(
            Started(7),
            ": a heartbeat",
            Delta(6, "Grüß"),
            "event: later\ndata: {}",
            Ended(6, more: ",\"usage\":{\"promptTokens\":1,\"completionTokens\":2}")
        );
        using var client = new MiniChatClient(wire.BaseUrl);

        var events = await ListAsync(client.StreamAsync(new Question { Text = "x" }));

        Assert.That(wire.Requests.Single().Headers["Accept"], Is.EqualTo("text/event-stream"));
        Assert.That(
            events.Select(e => (e.Seq, e.Event)),
            Is.EqualTo(new[] { (0L, "started"), (6L, "delta"), (7L, "completed") })
        );
        Assert.That(events[0].Data, Is.EqualTo(new AnswerStarted { AnswerId = 7, Model = "offline" }));
        Assert.That(((AnswerDelta)events[1].Data).Text, Is.EqualTo("Grüß"));
        Assert.That(((AnswerEnded)events[2].Data).Usage!.CompletionTokens, Is.EqualTo(2));
    }

    [Test]
    public async Task A_stream_without_its_last_event_is_an_exception()
    {
        await using var wire = await StreamingAsync(Started(7), Delta(1, "a"));
        using var client = new MiniChatClient(wire.BaseUrl);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => ListAsync(client.StreamAsync(new Question())));

        Assert.That(error!.ErrorCode, Is.EqualTo(MiniChatException.StreamBroken));
    }

    [Test]
    public async Task A_refusal_instead_of_a_stream_is_an_exception()
    {
        await using var wire = await FakeWire.StartAsync((_, response) => response.ErrorAsync(429, "TooMany"));
        using var client = new MiniChatClient(wire.BaseUrl);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => ListAsync(client.StreamAsync(new Question())));

        Assert.That(error!.ErrorCode, Is.EqualTo("TooMany"));
    }

    [Test]
    public async Task JSON_instead_of_a_stream_is_an_exception()
    {
        await using var wire = await FakeWire.StartAsync((_, response) => response.JsonAsync("{}"));
        using var client = new MiniChatClient(wire.BaseUrl);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => ListAsync(client.StreamAsync(new Question())));

        Assert.That(error!.ErrorCode, Is.EqualTo(MiniChatException.InvalidResponse));
    }

    [Test]
    public async Task Following_goes_on_after_a_break_with_the_last_event_s_id()
    {
        var connections = 0;
        await using var wire = await FakeWire.StartAsync(
            async (_, response) =>
            {
                if (Interlocked.Increment(ref connections) == 1)
                {
                    await response.EventsAsync(Started(7), Delta(2, "ab"));
                    response.HttpContext.Abort();
                    return;
                }
                await response.EventsAsync(Delta(2, "ab"), Delta(4, "cd"), Ended(4));
            }
        );
        using var client = new MiniChatClient(wire.BaseUrl);

        var answer = await client.FollowAsync(7).ReadAnswerAsync();

        Assert.That(answer.Text, Is.EqualTo("abcd"));
        Assert.That(wire.Requests[0].Target, Is.EqualTo("/api/StreamAnswer?answerId=7"));
        Assert.That(wire.Requests[1].Target, Is.EqualTo("/api/StreamAnswer?answerId=7"));
    }

    [Test]
    public async Task A_question_that_is_followed_is_asked_once()
    {
        await using var wire = await FakeWire.StartAsync(
            (request, response) =>
                request.Method == "POST"
                    ? response.EventsAsync(Started(7), Delta(2, "ab"))
                    : response.EventsAsync(Delta(4, "cd"), Ended(4))
        );
        using var client = new MiniChatClient(wire.BaseUrl);

        var text = await client.FollowAsync(new Question { Text = "x" }).ReadTextAsync();

        Assert.That(text, Is.EqualTo("abcd"));
        Assert.That(wire.Requests.Select(r => r.Target), Is.EqualTo(new[] { "/api/Question", "/api/StreamAnswer?answerId=7" }));
        Assert.That(wire.Requests[0].Headers["Idempotency-Key"], Has.Length.EqualTo(32));
        Assert.That(wire.Requests[1].Headers["Last-Event-ID"], Is.EqualTo("2"));
    }

    [Test]
    public async Task Following_begins_where_one_was()
    {
        await using var wire = await StreamingAsync(Delta(4, "cd"), Ended(4));
        using var client = new MiniChatClient(wire.BaseUrl);

        var answer = await client.FollowAsync(7, after: 2).ReadAnswerAsync();

        Assert.That(answer.Text, Is.EqualTo("cd"));
        Assert.That(wire.Requests.Single().Target, Is.EqualTo("/api/StreamAnswer?answerId=7&after=2"));
    }

    [Test]
    public async Task Following_does_not_repeat_what_was_refused([Values(404, 502)] int status)
    {
        await using var wire = await FakeWire.StartAsync(
            (_, response) => response.ErrorAsync(status, status == 404 ? "NotFound" : "ModelServerError")
        );
        using var client = new MiniChatClient(wire.BaseUrl);

        await Assert.ThatAsync(() => ListAsync(client.FollowAsync(7)), Throws.TypeOf<MiniChatException>());

        Assert.That(wire.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Following_gives_up_in_the_end()
    {
        await using var wire = await StreamingAsync();
        using var client = new MiniChatClient(new Uri(wire.BaseUrl), clock: new HastyClock());

        await Assert.ThatAsync(() => ListAsync(client.FollowAsync(7)), Throws.TypeOf<MiniChatException>());

        Assert.That(wire.Requests, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task Text_beyond_what_was_kept_is_cut_off()
    {
        await using var wire = await StreamingAsync(Started(7), Delta(4, "Grü"), Delta(6, "ß"), Ended(4, "interrupted"));
        using var client = new MiniChatClient(wire.BaseUrl);

        var answer = await client.StreamAsync(new Question()).ReadAnswerAsync();

        Assert.That(answer.Text, Is.EqualTo("Grü"));
        Assert.That(answer.Ended.State, Is.EqualTo(AnswerState.Interrupted));
    }

    [Test]
    public async Task The_text_of_an_answer_that_failed_is_an_exception()
    {
        await using var wire = await StreamingAsync(
            Started(7),
            Ended(0, "failed", ",\"error\":{\"errorCode\":\"ModelTimeout\",\"message\":\"Too slow.\"}")
        );
        using var client = new MiniChatClient(wire.BaseUrl);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => client.StreamAsync(new Question()).ReadTextAsync());

        Assert.That((error!.ErrorCode, error.Message), Is.EqualTo(("ModelTimeout", "Too slow.")));
    }

    /// <summary>A clock whose timers do not wait.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
