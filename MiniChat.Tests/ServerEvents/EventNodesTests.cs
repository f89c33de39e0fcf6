using System.Net;
using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>Subscribers of two nodes: who is there, what is told, and what happens when one is gone.</summary>
[TestFixture]
internal sealed class EventNodesTests
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

    private static string Of(Told? told) => told is null ? "end" : $"{told.Channel}@{told.Selector} {told["channels"]}";

    /// <summary>What came since, up to a word that is told now.</summary>
    private async Task<string[]> SinceAsync(Subscriber subscriber, JoinedServers.Node node)
    {
        node.Events.NotifySubscription(subscriber.Id, "cmd.fence", "");
        var all = new List<string>();
        while (await subscriber.NextAsync() is { } told && told.Selector != "cmd.fence")
            all.Add(Of(told));
        return [.. all];
    }

    [Test]
    public async Task Joins_updates_and_leaves_are_told_at_the_other_node_once_and_to_the_account_alone()
    {
        using var first = await _one.SubscribeAsync("room");
        using var stranger = await _one.SubscribeAsync("room", _one.Bob);
        using (var second = await _other.SubscribeAsync("room,side"))
        {
            Assert.That(Of(await first.NextAsync()), Is.EqualTo("room@cmd.onJoin room,side"));
            using var updated = await _other.PostAsync(
                $"/event-subscribers/{second.Id}",
                new { UnsubscribeChannels = new[] { "room" } }
            );
            Assert.That(updated.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(Of(await first.NextAsync()), Is.EqualTo("room@cmd.onUpdate side"));
            using var back = await _other.PostAsync(
                $"/event-subscribers/{second.Id}",
                new { SubscribeChannels = new[] { "room" } }
            );
            Assert.That(Of(await first.NextAsync()), Is.EqualTo("room@cmd.onUpdate side,room"));
        }

        Assert.That(Of(await first.NextAsync()), Is.EqualTo("room@cmd.onLeave side,room"));
        Assert.That(await SinceAsync(first, _other), Is.Empty);
        Assert.That(await SinceAsync(stranger, _other), Is.Empty);
    }

    [Test]
    public async Task Subscribers_of_all_nodes_are_listed_to_their_own_account()
    {
        using var here = await _one.SubscribeAsync("a");
        using var there = await _other.SubscribeAsync("b");
        using var bob = await _other.SubscribeAsync("a,b", _other.Bob);
        using var nobody = await Subscriber.OpenAsync(_other.Server, null, "?channels=open");

        foreach (var (node, alice) in new[] { (_one, _one.Alice), (_other, _other.Alice) })
        {
            Assert.That(await node.ListAsync(alice), Is.EquivalentTo(new[] { "a", "b" }));
            Assert.That(await node.ListAsync(alice, "?channels=b"), Is.EqualTo(new[] { "b" }));
            Assert.That(await node.ListAsync(null, "?channels=open"), Is.EqualTo(new[] { "open" }));
            Assert.That(await node.ListAsync(node.Bob), Is.EqualTo(new[] { "a,b" }));
        }
    }

    [Test]
    public async Task A_notification_reaches_whom_it_is_for_at_every_node()
    {
        using var a = await _one.SubscribeAsync("a");
        using var b = await _one.SubscribeAsync("b");
        using var bob = await _one.SubscribeAsync("a,b", _one.Bob);
        var events = _other.Events;
        const string Hard = "\"alice\"\r\n😀";

        events.NotifyChannel(1, "b", "cmd.chat", "to b");
        events.NotifyUserId(1, "cmd.chat", new Dictionary<string, string> { ["to"] = Hard });
        events.NotifySubscription(a.Id, "trigger.custom", "to a");
        events.NotifySubscription("nobody", "cmd.lost", "lost");
        events.NotifyAll("cmd.end", 1);

        Assert.That(await UntilEndAsync(a), Is.EqualTo(new[] { $"@cmd.chat {Hard}", "@trigger.custom to a" }));
        Assert.That(await UntilEndAsync(b), Is.EqualTo(new[] { "b@cmd.chat to b", $"@cmd.chat {Hard}" }));
        Assert.That(await UntilEndAsync(bob), Is.Empty);
    }

    private static async Task<List<string>> UntilEndAsync(Subscriber subscriber)
    {
        var all = new List<string>();
        while (await subscriber.NextAsync() is { } told && told.Selector != "cmd.end")
            all.Add($"{told.Channel}@{told.Selector} {(told.Body is JsonObject ? told["to"] : told.Body)}");
        return all;
    }

    [Test]
    public async Task The_subscribers_of_a_node_that_is_gone_have_left_and_its_late_words_are_not_believed()
    {
        using var here = await _other.SubscribeAsync("room");
        using var there = await _one.SubscribeAsync("room");
        Assert.That(Of(await here.NextAsync()), Is.EqualTo("room@cmd.onJoin room"));

        _one.Bus.Leave();
        using var late = await _one.SubscribeAsync("room");

        Assert.That(Of(await here.NextAsync()), Is.EqualTo("room@cmd.onLeave room"));
        Assert.That(await SinceAsync(here, _other), Is.Empty);
        Assert.That(await _other.ListAsync(_other.Alice), Is.EqualTo(new[] { "room" }));
        using var refused = await _other.HeartbeatAsync(there.Id);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task What_a_node_missed_it_tells_afterwards_and_nothing_twice()
    {
        using var here = await _other.SubscribeAsync("room");
        using var steady = await _one.SubscribeAsync("room,steady");
        var leaving = await _one.SubscribeAsync("room,leaving");
        Assert.That(await SinceAsync(here, _other), Has.Length.EqualTo(2));

        _other.Bus.Cut();
        leaving.Dispose();
        Assert.That(Of(await steady.NextAsync()), Does.StartWith("room@cmd.onJoin"));
        Assert.That(Of(await steady.NextAsync()), Does.StartWith("room@cmd.onLeave"));
        using var coming = await _one.SubscribeAsync("room,coming");
        _other.Bus.Mend();
        _joined.Tick();

        var expected = new[] { "room@cmd.onLeave room,leaving", "room@cmd.onJoin room,coming" };
        Assert.That(await SinceAsync(here, _other), Is.EqualTo(expected));
        _other.Bus.Mend();
        _joined.Tick();
        Assert.That(await SinceAsync(here, _other), Is.Empty);
    }

    [Test]
    public async Task A_node_that_was_declared_dead_brings_its_subscribers_back()
    {
        using var here = await _other.SubscribeAsync("room");
        using var there = await _one.SubscribeAsync("room");
        Assert.That(Of(await here.NextAsync()), Is.EqualTo("room@cmd.onJoin room"));

        _one.Bus.LoseLease();
        _joined.Tick();

        var expected = new[] { "room@cmd.onLeave room", "room@cmd.onJoin room" };
        Assert.That(await SinceAsync(here, _other), Is.EqualTo(expected));
        using var heard = await _other.HeartbeatAsync(there.Id);
        Assert.That(heard.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await _other.ListAsync(_other.Alice), Is.EqualTo(new[] { "room", "room" }));
    }
}
