using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>The stream as ServiceStack's clients read it, and what goes with it.</summary>
[TestFixture]
internal sealed class EventStreamTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    [Test]
    public async Task Every_chunk_is_whole_frames_with_line_feeds_alone_and_ids_from_1()
    {
        await using var server = MiniChatServer.Start();
        var events = server.Services.GetRequiredService<IServerEvents>();
        using var raw = await RawStream.OpenAsync(server.Address, "/event-stream?channels=a,b&t=1", "Accept: application/json");
        var text = await raw.ChunkAsync();
        while (!text.Contains("b@cmd.onJoin", StringComparison.Ordinal))
            text += await raw.ChunkAsync();
        for (var i = 0; i < 200; i++)
            events.NotifyAll("cmd.chat", $"line\r\nbreak {i} {new string('x', i * 50)} 世界");
        while (!text.Contains("break 199 ", StringComparison.Ordinal) || !text.EndsWith("\n\n", StringComparison.Ordinal))
        {
            var chunk = await raw.ChunkAsync();
            Assert.That(chunk, Does.StartWith("id: ").And.EndsWith("\n\n"));
            text += chunk;
        }

        Assert.That(raw.Head, Does.StartWith("HTTP/1.1 200 OK\n"));
        Assert.That(raw.Head, Does.Contain("Content-Type: text/event-stream\n").And.Contain("Cache-Control: no-cache\n"));
        Assert.That(raw.Head, Does.Contain("X-Accel-Buffering: no\n").And.Not.Contain("Set-Cookie"));
        Assert.That(text, Does.Not.Contain('\r'));
        var frames = text.Split("\n\n")[..^1];
        Assert.That(frames, Has.Length.EqualTo(203));
        Assert.That(frames, Has.All.Match(@"^id: \d+\ndata: ([ab]@)?cmd\.\w+ .+$"));
        Assert.That(frames.Select(frame => int.Parse(Regex.Match(frame, @"\d+").Value)), Is.EqualTo(Enumerable.Range(1, 203)));
    }

    [Test]
    public async Task The_beginning_tells_all_by_texts_and_whole_addresses()
    {
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync("alice");
        using var nobody = await Subscriber.OpenAsync(server, null);
        using var alice = await Subscriber.OpenAsync(server, client.BearerToken, "?channel=b,c");

        var told = alice.Welcome.Body.AsObject();
        Assert.That(told.Select(field => field.Value!.GetValueKind()), Has.All.EqualTo(System.Text.Json.JsonValueKind.String));
        Assert.That((alice.Welcome["userId"], alice.Welcome["displayName"]), Is.EqualTo(("1", "alice")));
        Assert.That((alice.Welcome["isAuthenticated"], alice.Welcome["channels"]), Is.EqualTo(("true", "b,c")));
        Assert.That((alice.Welcome["heartbeatIntervalMs"], alice.Welcome["idleTimeoutMs"]), Is.EqualTo(("10000", "30000")));
        var origin = server.Address.GetLeftPart(UriPartial.Authority);
        Assert.That(alice.Welcome["heartbeatUrl"], Is.EqualTo($"{origin}/event-heartbeat?id={alice.Id}"));
        Assert.That(alice.Welcome["unRegisterUrl"], Is.EqualTo($"{origin}/event-unregister?id={alice.Id}"));
        Assert.That(alice.Welcome["updateSubscriberUrl"], Is.EqualTo($"{origin}/event-subscribers/{alice.Id}"));
        Assert.That((int)(await server.Http.GetAsync(alice.Welcome["profileUrl"], Deadline.Soon)).StatusCode, Is.EqualTo(200));
        Assert.That((nobody.Welcome["userId"], nobody.Welcome["displayName"]), Is.EqualTo(("-1", "user1")));
        Assert.That((nobody.Welcome["isAuthenticated"], nobody.Welcome["channels"]), Is.EqualTo(("false", "*")));
        Assert.That(alice.Id, Has.Length.EqualTo(48).And.Not.EqualTo(nobody.Id));
    }

    [Test]
    public async Task Addresses_are_those_of_the_public_address()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__PublicUrl"] = "https://chat.example.org/" });
        using var one = await Subscriber.OpenAsync(server, null);

        Assert.That(one.Welcome["heartbeatUrl"], Is.EqualTo($"https://chat.example.org/event-heartbeat?id={one.Id}"));
    }

    [Test]
    public async Task A_heartbeat_is_answered_on_the_stream_and_an_unknown_one_refused()
    {
        await using var server = MiniChatServer.Start();
        using var one = await Subscriber.OpenAsync(server, null);

        using var posted = await server.Http.PostAsync(one.Welcome["heartbeatUrl"], null, Deadline.Soon);
        using var got = await server.Http.GetAsync(one.Welcome["heartbeatUrl"], Deadline.Soon);
        using var unknown = await server.Http.PostAsync("/event-heartbeat?id=nobody", null, Deadline.Soon);
        using var none = await server.Http.PostAsync("/event-heartbeat", null, Deadline.Soon);

        Assert.That((posted.StatusCode, got.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(await posted.Content.ReadAsStringAsync(), Is.Empty);
        Assert.That((unknown.StatusCode, none.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
        var told = (await one.NextAsync())!;
        Assert.That((told.Channel, told.Selector, told["channels"]), Is.EqualTo(((string?)null, "cmd.onHeartbeat", "*")));
        Assert.That(told["id"], Is.Null, "the id is nobody else's to see");
    }

    [Test]
    public async Task Unregistering_ends_the_stream_and_the_id()
    {
        await using var server = MiniChatServer.Start();
        using var stays = await Subscriber.OpenAsync(server, null, "?channels=a");
        using var one = await Subscriber.OpenAsync(server, null, "?channels=a");
        await stays.NextAsync();

        using var response = await server.Http.PostAsync(one.Welcome["unRegisterUrl"], null, Deadline.Soon);
        using var again = await server.Http.GetAsync(one.Welcome["unRegisterUrl"], Deadline.Soon);

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\"displayName\":\"user2\""));
        Assert.That(await one.NextAsync(), Is.Null);
        var left = (await stays.NextAsync())!;
        Assert.That((left.Channel, left.Selector, left["displayName"]), Is.EqualTo(("a", "cmd.onLeave", "user2")));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await again.Content.ReadAsStringAsync(), Does.Contain("\"errorCode\":\"NotFound\""));
    }

    [Test]
    public async Task A_silent_stream_is_told_that_it_is_still_there_and_a_plain_reader_stays()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var plain = await Subscriber.OpenAsync(server, null);

        for (var i = 0; i < 24; i++)
            clock.Advance(Tick);

        for (var i = 0; i < 3; i++)
            Assert.That((await plain.NextAsync())!.Selector, Is.EqualTo("cmd.onHeartbeat"));
    }

    [Test]
    public async Task Who_sent_heartbeats_and_stops_is_dropped()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var one = await Subscriber.OpenAsync(server, null);
        (await server.Http.PostAsync(one.Welcome["heartbeatUrl"], null, Deadline.Soon)).EnsureSuccessStatusCode();

        for (var i = 0; i < 7; i++)
            clock.Advance(Tick);

        while (await one.NextAsync() is { } told)
            Assert.That(told.Selector, Is.EqualTo("cmd.onHeartbeat"));
        using var late = await server.Http.PostAsync(one.Welcome["heartbeatUrl"], null, Deadline.Soon);
        Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("DELETE", "/event-stream")]
    [TestCase("POST", "/event-stream")]
    [TestCase("PUT", "/event-heartbeat?id=a")]
    [TestCase("DELETE", "/event-unregister?id=a")]
    [TestCase("POST", "/event-subscribers")]
    [TestCase("GET", "/event-subscribers/a")]
    public async Task Another_verb_is_refused_with_those_that_are_taken(string verb, string path)
    {
        await using var server = MiniChatServer.Start();
        using var http = new OneConnection(server.Address);

        var reply = await http.SendAsync(verb, path, null, null);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((405, "NotImplementedException")));
        Assert.That(reply.Header("Allow"), Is.Not.Empty);
    }

    [Test]
    public async Task The_servers_end_ends_the_streams_in_order()
    {
        await using var server = MiniChatServer.Start();
        using var raw = await RawStream.OpenAsync(server.Address, "/event-stream");
        await raw.ChunkAsync();

        await server.StopAsync();

        Assert.That(await raw.RestAsync(), Is.False, "the last chunk came");
    }

    [Test]
    public async Task Pages_of_an_allowed_origin_may_listen_and_others_may_not()
    {
        await using var server = MiniChatServer.Start(
            settings: new() { ["MiniChat__AllowedOrigins"] = "https://app.example.org" }
        );
        using var allowed = await RawStream.OpenAsync(server.Address, "/event-stream", "Origin: https://app.example.org");
        using var other = await RawStream.OpenAsync(server.Address, "/event-stream", "Origin: https://other.example.org");

        Assert.That(allowed.Head, Does.Contain("Access-Control-Allow-Origin: https://app.example.org\n"));
        Assert.That(allowed.Head, Does.Contain("Access-Control-Allow-Credentials: true\n"));
        Assert.That(other.Head, Does.Not.Contain("Access-Control-Allow-Origin"));
    }
}
