using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>Channels belong to an account: what happens in one is nobody else's to see.</summary>
[TestFixture]
internal sealed class EventChannelsTests
{
    private MiniChatServer _server = null!;
    private MiniChatClient _alice = null!;
    private MiniChatClient _bob = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        _alice = await _server.SignUpAsync("alice");
        _bob = await _server.SignUpAsync("bob");
    }

    [TearDown]
    public async Task Stop()
    {
        _alice.Dispose();
        _bob.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<(int Status, JsonNode? Body)> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var response = await _server.Http.SendAsync(request, Deadline.Soon);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Deadline.Soon)));
    }

    [Test]
    public async Task Joins_updates_and_leaves_are_told_to_the_accounts_own_members_alone()
    {
        using var first = await Subscriber.OpenAsync(_server, _alice.BearerToken, "?channels=room");
        using var stranger = await Subscriber.OpenAsync(_server, _bob.BearerToken, "?channels=room");
        using var nobody = await Subscriber.OpenAsync(_server, null, "?channels=room");

        using (var second = await Subscriber.OpenAsync(_server, _alice.BearerToken, "?channels=room,other"))
        {
            Assert.That((await first.NextAsync())!.Selector, Is.EqualTo("cmd.onJoin"));
            await _alice.SendAsync(
                new UpdateEventSubscriber
                {
                    Id = second.Id,
                    SubscribeChannels = ["third"],
                    UnsubscribeChannels = ["other"],
                },
                Deadline.Soon
            );
            var updated = (await first.NextAsync())!;
            Assert.That((updated.Channel, updated.Selector), Is.EqualTo(("room", "cmd.onUpdate")));
            Assert.That(updated["channels"], Is.EqualTo("room,third"));
            Assert.That((await second.NextAsync())!.Channel, Is.EqualTo("room"));
            Assert.That((await second.NextAsync())!.Channel, Is.EqualTo("third"));
        }
        Assert.That((await first.NextAsync())!.Selector, Is.EqualTo("cmd.onLeave"));

        _server.Services.GetRequiredService<IServerEvents>().NotifyAll("cmd.done", "done");
        Assert.That((await stranger.NextAsync())!.Selector, Is.EqualTo("cmd.done"), "nothing of the other account before");
        Assert.That((await nobody.NextAsync())!.Selector, Is.EqualTo("cmd.done"));
    }

    [Test]
    public async Task A_notification_reaches_whom_it_is_for()
    {
        var events = _server.Services.GetRequiredService<IServerEvents>();
        using var a = await Subscriber.OpenAsync(_server, _alice.BearerToken, "?channels=a");
        using var b = await Subscriber.OpenAsync(_server, _alice.BearerToken, "?channels=b");
        using var bob = await Subscriber.OpenAsync(_server, _bob.BearerToken, "?channels=a,b");

        events.NotifyChannel(1, "b", "cmd.chat", "to b");
        events.NotifyUserId(1, "cmd.chat", new Dictionary<string, string> { ["to"] = "alice" });
        events.NotifySubscription(a.Id, "trigger.custom", "to a");
        events.NotifySubscription("nobody", "cmd.lost", "lost");
        events.NotifyAll("cmd.end", 1);

        Assert.That(await AllAsync(a), Is.EqualTo(new[] { "cmd.chat {\"to\":\"alice\"}", "trigger.custom \"to a\"" }));
        Assert.That(await AllAsync(b), Is.EqualTo(new[] { "b@cmd.chat \"to b\"", "cmd.chat {\"to\":\"alice\"}" }));
        Assert.That(await AllAsync(bob), Is.Empty);
        Assert.Throws<ArgumentException>(() => events.NotifyAll("no selector", 1));
    }

    private static async Task<List<string>> AllAsync(Subscriber subscriber)
    {
        var all = new List<string>();
        while (await subscriber.NextAsync() is { } told && told.Selector != "cmd.end")
            all.Add($"{(told.Channel is null ? "" : told.Channel + "@")}{told.Selector} {told.Body.ToJsonString()}");
        return all;
    }

    [Test]
    public async Task Subscribers_are_listed_to_their_own_account()
    {
        using var a = await Subscriber.OpenAsync(_server, _alice.BearerToken, "?channels=a");
        using var b = await Subscriber.OpenAsync(_server, _alice.BearerToken, "?channels=b");
        using var bob = await Subscriber.OpenAsync(_server, _bob.BearerToken, "?channels=a");
        using var nobody = await Subscriber.OpenAsync(_server, null, "?channels=a");

        foreach (var path in new[] { "/event-subscribers", "/api/GetEventSubscribers", "/json/reply/GetEventSubscribers" })
        {
            var all = (await GetAsync(path, _alice.BearerToken)).Body!.AsArray();
            Assert.That(all.Select(one => (string?)one!["channels"]), Is.EquivalentTo(new[] { "a", "b" }));
            Assert.That(all.Select(one => (string?)one!["userId"]), Has.All.EqualTo("1"));
            Assert.That(all.ToString(), Does.Not.Contain(a.Id).And.Not.Contain(b.Id));
            var some = (await GetAsync(path + "?channels=b%2Cc", _alice.BearerToken)).Body!.AsArray();
            Assert.That(some.Single()!["isAuthenticated"]!.GetValue<string>(), Is.EqualTo("true"));
            Assert.That((await GetAsync(path + "?channels=b", _bob.BearerToken)).Body!.AsArray(), Is.Empty);
            Assert.That(
                (await GetAsync(path + "?channels=a", null)).Body!.AsArray().Single()!["userId"]!.GetValue<string>(),
                Is.EqualTo("-4")
            );
            Assert.That((await GetAsync(path, null)).Status, Is.EqualTo(401));
        }
    }

    [Test]
    public async Task Channels_of_chats_and_answers_are_their_owners_alone()
    {
        var chat = await _alice.SendAsync(new CreateChat(), Deadline.Soon);
        var answer = await _alice.SendAsync(new Question { Text = "hers" }, Deadline.Soon);
        using var hers = await Subscriber.OpenAsync(
            _server,
            _alice.BearerToken,
            $"?channels=chat-{chat.Id},answer-{answer.AnswerId}"
        );
        string[] names =
        [
            $"chat-{chat.Id}",
            $"answer-{answer.AnswerId}",
            "chat-4711",
            "answer-4711",
            "chat-",
            "answer-x",
            "chat--1",
        ];
        using var his = await Subscriber.OpenAsync(_server, _bob.BearerToken, "?channels=own");

        foreach (var name in names)
        {
            foreach (var token in new[] { _bob.BearerToken, null })
            {
                var refused = await GetAsync($"/event-stream?channels=own,{name}", token);
                Assert.That(
                    (refused.Status, (string?)refused.Body!["responseStatus"]!["errorCode"]),
                    Is.EqualTo((404, "NotFound"))
                );
            }
            using var update = await _server.Http.PostAsJsonAsync(
                $"/event-subscribers/{his.Id}",
                new { SubscribeChannels = new[] { name } },
                Deadline.Soon
            );
            Assert.That(update.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), name);
        }
        Assert.That((await GetAsync($"/event-stream?channels=chat-0{chat.Id}", _alice.BearerToken)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Knowing_all_but_the_id_gives_nothing()
    {
        using var hers = await Subscriber.OpenAsync(_server, _alice.BearerToken);
        var near = hers.Id[..^1] + (hers.Id[^1] == '0' ? '1' : '0');

        foreach (var id in new[] { near, hers.Id.ToUpperInvariant(), hers.Id[..20], "1", "-1", "*", "%00", "" })
        {
            using var beat = await _server.Http.PostAsync($"/event-heartbeat?id={id}", null, Deadline.Soon);
            using var end = await _server.Http.PostAsync($"/event-unregister?id={id}", null, Deadline.Soon);
            Assert.That((beat.StatusCode, end.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)), id);
        }
        var refused = await Assert.ThrowsAsync<MiniChatException>(() =>
            _bob.SendAsync(new UpdateEventSubscriber { Id = near, SubscribeChannels = ["a"] }, Deadline.Soon)
        );
        Assert.That((int)refused!.StatusCode, Is.EqualTo(404));
        _server.Services.GetRequiredService<IServerEvents>().NotifyUserId(1, "cmd.still", "there");
        Assert.That((await hers.NextAsync())!.Selector, Is.EqualTo("cmd.still"));
    }

    [Test]
    public async Task Names_of_channels_that_would_forge_a_frame_or_are_too_many_are_refused()
    {
        var many = string.Join(',', Enumerable.Range(0, 51).Select(i => $"c{i}"));
        string[] bad = ["a%0Ab", "a@b", "a%20b", "%22", "%00", "%E4%B8%96", new string('x', 65), many];

        foreach (var names in bad)
        {
            var refused = await GetAsync($"/event-stream?channels={names}", null);
            Assert.That(
                (refused.Status, (string?)refused.Body!["responseStatus"]!["errorCode"]),
                Is.EqualTo((400, "Channels")),
                names
            );
        }
    }
}
