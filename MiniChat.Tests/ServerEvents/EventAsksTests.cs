using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MiniChat.ServiceInterface.Events;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>Heartbeats, changes and the end of a subscription at another node than its stream's.</summary>
[TestFixture]
internal sealed class EventAsksTests
{
    private JoinedServers _joined = null!;
    private JoinedServers.Node _one = null!;
    private JoinedServers.Node _other = null!;

    [SetUp]
    public async Task Start()
    {
        _joined = await JoinedServers.StartAsync();
        _one = _joined.One;
        _other = _joined.Other;
    }

    [TearDown]
    public async Task Stop() => await _joined.DisposeAsync();

    private static string KeyOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Deadline.Soon))!;

    [Test]
    public async Task A_stream_is_kept_changed_and_ended_from_the_other_node()
    {
        using var stream = await _one.SubscribeAsync("a");

        using var heard = await _other.HeartbeatAsync(stream.Id);
        Assert.That(heard.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await stream.NextAsync())!.Selector, Is.EqualTo("cmd.onHeartbeat"));
        var change = new { SubscribeChannels = new[] { "b" }, UnsubscribeChannels = new[] { "a" } };
        using var changed = await _other.PostAsync($"/event-subscribers/{stream.Id}", change);
        Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var update = (await stream.NextAsync())!;
        Assert.That((update.Channel, update.Selector, update["channels"]), Is.EqualTo(("b", "cmd.onUpdate", "b")));
        using var ended = await _other.PostAsync($"/event-unregister?id={stream.Id}");
        var about = await BodyAsync(ended);

        Assert.That(((string?)about["userId"], (string?)about["channels"]), Is.EqualTo(("1", "b")));
        Assert.That(await stream.NextAsync(), Is.Null);
        using var again = await _other.PostAsync($"/event-unregister?id={stream.Id}");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task What_the_streams_node_refuses_is_refused_in_its_words()
    {
        using var stream = await _one.SubscribeAsync("a");
        var path = $"/event-subscribers/{stream.Id}";

        using var foreign = await _other.PostAsync(path, new { SubscribeChannels = new[] { "chat-4711" } });
        using var forged = await _other.PostAsync(path, new { SubscribeChannels = new[] { "a@b" } });
        var many = Enumerable.Range(0, 50).Select(i => $"c{i}");
        using var crowd = await _other.PostAsync(path, new { SubscribeChannels = many });

        Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(forged.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(crowd.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var status = (await BodyAsync(crowd))["responseStatus"]!;
        Assert.That((string?)status["errors"]![0]!["fieldName"], Is.EqualTo("Channels"));
        Assert.That(await _other.ListAsync(_other.Alice), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_stream_that_the_other_node_has_not_heard_of_is_found()
    {
        _other.Bus.Cut();
        using var stream = await _one.SubscribeAsync("a");
        _other.Bus.Mend();
        Assert.That(await _other.ListAsync(_other.Alice), Is.Empty, "not heard of");

        using var heard = await _other.HeartbeatAsync(stream.Id);

        Assert.That(heard.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await stream.NextAsync())!.Selector, Is.EqualTo("cmd.onHeartbeat"));
    }

    [Test]
    public async Task An_id_that_nobody_has_is_not_found()
    {
        using var stream = await _one.SubscribeAsync("a");
        var near = stream.Id[..^1] + (stream.Id[^1] == '0' ? '1' : '0');

        foreach (var id in new[] { near, KeyOf(stream.Id), stream.Id.ToUpperInvariant(), "", "*" })
        {
            using var beat = await _other.HeartbeatAsync(id);
            using var end = await _other.PostAsync($"/event-unregister?id={id}");
            Assert.That((beat.StatusCode, end.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)), id);
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_node_that_does_not_reply_is_no_reason_to_say_that_there_is_no_such_stream(bool isHeardOf)
    {
        using var stream = await _one.SubscribeAsync("a");
        _one.Bus.Cut();
        var id = isHeardOf ? stream.Id : new string('0', 48);

        var asking = _other.HeartbeatAsync(id);
        await Eventually.TrueAsync(() =>
        {
            _joined.Clock.Advance(EventAsks.Patience);
            return asking.IsCompleted;
        });

        using var response = await asking;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(response.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Ids_that_nobody_has_are_asked_after_a_few_at_a_time()
    {
        _one.Bus.Cut();
        var asking = Enumerable.Range(0, 65).Select(_ => _other.HeartbeatAsync(new string('0', 48))).ToArray();

        using var refused = await await Task.WhenAny(asking);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(asking.Count(one => one.IsCompleted), Is.EqualTo(1), "the clock stands still");

        await Eventually.TrueAsync(() =>
        {
            _joined.Clock.Advance(EventAsks.Patience);
            return asking.All(one => one.IsCompleted);
        });
        foreach (var response in await Task.WhenAll(asking))
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            response.Dispose();
        }
        _one.Bus.Mend();
        using var next = await _other.HeartbeatAsync(new string('0', 48));
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_node_that_is_gone_while_it_is_asked_has_no_streams()
    {
        var third = _joined.Buses.Join();
        var id = new string('1', 48);
        third.Send(EventTopics.Subscriber, new SubscriberNews(KeyOf(id), new RemoteSubscriber(KeyOf(id), 1, [])));
        using var asked = third.Subscribe<EventAsk>(EventTopics.Ask, (_, _) => Task.Run(third.Leave));

        using var response = await _other.HeartbeatAsync(id);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task An_ask_that_was_lost_is_sent_again()
    {
        var id = new string('2', 48);
        var third = _joined.Buses.Join();
        third.Send(EventTopics.Subscriber, new SubscriberNews(KeyOf(id), new RemoteSubscriber(KeyOf(id), 1, [])));
        var asks = new ConcurrentQueue<EventAsk>();
        using var asked = third.Subscribe<EventAsk>(
            EventTopics.Ask,
            (from, ask) =>
            {
                asks.Enqueue(ask);
                if (asks.Count == 2)
                    third.Send(EventTopics.Reply, new EventReply(ask.Number, []), from);
            }
        );

        var asking = _other.HeartbeatAsync(id);
        await Eventually.TrueAsync(() => asks.Count == 1);
        await Eventually.TrueAsync(() =>
        {
            _joined.Clock.Advance(EventAsks.Patience / 4);
            return asking.IsCompleted;
        });

        using var response = await asking;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(asks.Select(ask => ask.Number).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task An_ask_that_comes_twice_is_done_once_and_answered_twice()
    {
        using var stream = await _one.SubscribeAsync("a");
        var third = _joined.Buses.Join();
        var replies = new ConcurrentQueue<EventReply>();
        using var replied = third.Subscribe<EventReply>(EventTopics.Reply, (_, reply) => replies.Enqueue(reply));
        var ask = new EventAsk(7, new SubscriptionAsk(KeyOf(stream.Id), SubscriptionDeed.Heartbeat));

        third.Send(EventTopics.Ask, ask, _one.Bus.NodeId);
        third.Send(EventTopics.Ask, ask, _one.Bus.NodeId);
        await Eventually.TrueAsync(() => replies.Count == 2);

        Assert.That(replies.Select(reply => reply.About!["channels"]), Is.EqualTo(new[] { "a", "a" }));
        _one.Events.NotifyAll("cmd.fence", "");
        Assert.That((await stream.NextAsync())!.Selector, Is.EqualTo("cmd.onHeartbeat"));
        Assert.That((await stream.NextAsync())!.Selector, Is.EqualTo("cmd.fence"));
    }
}
