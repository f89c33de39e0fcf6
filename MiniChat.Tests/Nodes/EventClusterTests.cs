using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.ServerEvents;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>Server-events of three processes on one PostgreSQL.</summary>
[TestFixture]
internal sealed class EventClusterTests
{
    private MiniChatCluster _cluster = null!;
    private MiniChatClient[] _clients = null!;
    private HttpClient[] _http = null!;
    private string _token = null!;

    [SetUp]
    public async Task Start()
    {
        _cluster = await MiniChatCluster.StartAsync(3);
        _clients = [.. Enumerable.Range(0, 3).Select(index => new MiniChatClient(_cluster[index].Address))];
        _http = [.. Enumerable.Range(0, 3).Select(index => new HttpClient { BaseAddress = _cluster[index].Address })];
        await _clients[0].SendAsync(new Register { UserName = "alice", Password = MiniChatServer.Password }, Deadline.Soon);
        await _clients[0].SignInAsync("alice", MiniChatServer.Password, Deadline.Soon);
        _token = _clients[0].BearerToken!;
        foreach (var (client, http) in _clients.Zip(_http))
        {
            client.BearerToken = _token;
            http.DefaultRequestHeaders.Authorization = new("Bearer", _token);
        }
    }

    [TearDown]
    public async Task Stop()
    {
        foreach (var (client, http) in (_clients ?? []).Zip(_http ?? []))
        {
            client.Dispose();
            http.Dispose();
        }
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private async Task<string[]> ListAsync(int index)
    {
        var all = JsonNode.Parse(await _http[index].GetStringAsync("/event-subscribers", Deadline.Soon))!.AsArray();
        return [.. all.Select(one => (string)one!["channels"]!)];
    }

    private static async Task<Told> NextAsync(Subscriber subscriber, string selector)
    {
        while (await subscriber.NextAsync() is { } told)
        {
            if (told.Selector == selector)
                return told;
        }
        throw new AssertionException($"The stream ended before {selector}.");
    }

    [Test]
    public async Task A_stream_is_opened_kept_changed_listed_and_ended_at_different_members()
    {
        using var stream = await Subscriber.OpenAsync(_http[0], _token, "?channels=a");
        using var watch = await Subscriber.OpenAsync(_http[1], _token, "?channels=b");

        using var heard = await _http[1].PostAsync($"/event-heartbeat?id={stream.Id}", null, Deadline.Soon);
        Assert.That(heard.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await NextAsync(stream, "cmd.onHeartbeat");
        using var changed = await _http[2]
            .PostAsJsonAsync($"/event-subscribers/{stream.Id}", new { SubscribeChannels = new[] { "b" } }, Deadline.Soon);
        Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await NextAsync(stream, "cmd.onUpdate"))["channels"], Is.EqualTo("a,b"));
        Assert.That((await NextAsync(watch, "cmd.onUpdate"))["channels"], Is.EqualTo("a,b"));
        Assert.That(await ListAsync(1), Is.EquivalentTo(new[] { "a,b", "b" }));
        await Eventually.TrueAsync(async () => (await ListAsync(2)).Length == 2);

        using var ended = await _http[1].PostAsync($"/event-unregister?id={stream.Id}", null, Deadline.Soon);
        Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await NextAsync(watch, "cmd.onLeave"))["channels"], Is.EqualTo("a,b"));
        using var unknown = await _http[2].PostAsync($"/event-heartbeat?id={stream.Id}", null, Deadline.Soon);
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task An_answer_asked_for_at_one_member_is_read_by_the_client_at_another()
    {
        var events = _clients[0].Subscribe("*");
        await using var reading = events.ReadAllAsync(Deadline.Soon).GetAsyncEnumerator(Deadline.Soon);
        Assert.That(await reading.MoveNextAsync());
        await events.UpdateAsync(["room"], cancel: Deadline.Soon);

        var asked = await _clients[1].SendAsync(new Question { Text = "What is 1+1?" }, Deadline.Soon);
        var text = "";
        AnswerNotice? last = null;
        while (last?.State is null && await reading.MoveNextAsync())
        {
            if (reading.Current.Answer is { } notice && notice.AnswerId == asked.AnswerId)
                (last, text) = (notice, text + notice.Text);
        }

        Assert.That((last?.State, text), Is.EqualTo((AnswerState.Completed, asked.Answer)));
    }

    [Test]
    public async Task The_subscribers_of_a_killed_member_are_told_to_have_left_and_of_one_that_ends_at_once()
    {
        using var killed = await Subscriber.OpenAsync(_http[0], _token, "?channels=room,killed");
        using var watch = await Subscriber.OpenAsync(_http[1], _token, "?channels=room");
        var ended = await Subscriber.OpenAsync(_http[2], _token, "?channels=room,ended");
        Assert.That((await NextAsync(watch, "cmd.onJoin"))["channels"], Does.StartWith("room,"));

        _cluster[2].Terminate();
        Assert.That((await NextAsync(watch, "cmd.onLeave"))["channels"], Is.EqualTo("room,ended"));
        ended.Dispose();
        Assert.That(await _cluster[2].WaitForExitAsync(), Is.Zero);
        await _cluster.KillAsync(0);
        Assert.That((await NextAsync(watch, "cmd.onLeave"))["channels"], Is.EqualTo("room,killed"));

        Assert.That(await ListAsync(1), Is.EqualTo(new[] { "room" }));
        using var gone = await _http[1].PostAsync($"/event-heartbeat?id={killed.Id}", null, Deadline.Soon);
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
