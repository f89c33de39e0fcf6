using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>What happens to a chat is told to its owner, so that every page that shows it can read it anew.</summary>
[TestFixture]
internal sealed class EventChatsTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private Task<Subscriber> SubscribeAsync(string channels, MiniChatClient? who = null) =>
        Subscriber.OpenAsync(_server, (who ?? _client).BearerToken, $"?channels={channels}");

    /// <summary>The next event that is about a chat, or the end of an answer.</summary>
    private static async Task<string> NextAsync(Subscriber subscriber)
    {
        while (await subscriber.NextAsync() is { } told)
        {
            if (told.Selector == "cmd.chat")
                return $"{told["chatId"]} {told["change"]} {told["title"] ?? "-"} {told["turnId"] ?? "-"} {told["answerId"] ?? "-"}";
            if (told["state"] is { } state)
                return state;
        }
        return "end";
    }

    private async Task<QuestionResponse> SayAsync(ChatInfo chat, string text)
    {
        var asking = _client.SendAsync(new Chat { ChatId = chat.Id, Text = text }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("a").Finish();
        return await asking;
    }

    [Test]
    public async Task A_chat_is_told_from_its_beginning_to_its_end()
    {
        using var all = await SubscribeAsync("*");
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);
        var said = await SayAsync(chat, "Trees?");
        await _client.SendAsync(new UpdateChat { Id = chat.Id, Title = "Oaks" }, Deadline.Soon);
        var again = _client.SendAsync(new RegenerateAnswer { AnswerId = said.AnswerId }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("b").Finish();
        var second = await again;
        await _client.SendAsync(new DeleteChat { Id = chat.Id }, Deadline.Soon);

        var told = new List<string>();
        for (var i = 0; i < 7; i++)
            told.Add(await NextAsync(all));

        Assert.That(
            told,
            Is.EqualTo(
                new[]
                {
                    $"{chat.Id} created - - -",
                    $"{chat.Id} asked Trees? {said.TurnId} {said.AnswerId}",
                    "completed",
                    $"{chat.Id} updated Oaks - -",
                    $"{chat.Id} asked - {said.TurnId} {second.AnswerId}",
                    "completed",
                    $"{chat.Id} deleted - - -",
                }
            )
        );
    }

    [Test]
    public async Task The_channel_of_a_chat_hears_of_no_other_and_who_is_on_two_channels_hears_once()
    {
        var mine = await _client.SendAsync(new CreateChat(), Deadline.Soon);
        var other = await _client.SendAsync(new CreateChat(), Deadline.Soon);
        using var one = await SubscribeAsync($"chat-{mine.Id}");
        using var both = await SubscribeAsync($"*,chat-{mine.Id}");
        using var none = await SubscribeAsync("room");
        var stranger = await _server.SignUpAsync();
        using var theirs = await SubscribeAsync("*", stranger);

        await _client.SendAsync(new UpdateChat { Id = other.Id, Title = "other" }, Deadline.Soon);
        await _client.SendAsync(new UpdateChat { Id = mine.Id, Title = "mine" }, Deadline.Soon);
        await _client.SendAsync(new DeleteChat { Id = mine.Id }, Deadline.Soon);

        Assert.That(await NextAsync(one), Is.EqualTo($"{mine.Id} updated mine - -"));
        Assert.That(await NextAsync(one), Is.EqualTo($"{mine.Id} deleted - - -"));
        Assert.That(await NextAsync(both), Is.EqualTo($"{other.Id} updated other - -"));
        Assert.That(await NextAsync(both), Is.EqualTo($"{mine.Id} updated mine - -"));
        Assert.That(await NextAsync(both), Is.EqualTo($"{mine.Id} deleted - - -"));
        await stranger.SendAsync(new CreateChat { Title = "theirs" }, Deadline.Soon);
        Assert.That(await NextAsync(theirs), Does.Contain("created theirs"));
        using var again = await SubscribeAsync("room");
        Assert.That((await none.NextAsync())!.Selector, Is.EqualTo("cmd.onJoin"), "nothing of chats came before");
    }

    [Test]
    public async Task It_is_told_at_the_other_node_too()
    {
        await using var joined = await JoinedServers.StartAsync();
        using var there = await joined.Other.SubscribeAsync("*");
        using var client = new MiniChatClient(joined.One.Server.Address) { BearerToken = joined.One.Alice };

        var chat = await client.SendAsync(new CreateChat { Title = "far" }, Deadline.Soon);
        joined.Tick();

        Assert.That(await NextAsync(there), Is.EqualTo($"{chat.Id} created far - -"));
    }

    [Test]
    public async Task The_typed_client_reads_answers_and_passes_over_what_it_does_not_know()
    {
        var events = _client.Subscribe("*");
        await using var answers = events.ReadAnswersAsync(Deadline.Soon).GetAsyncEnumerator();
        var first = answers.MoveNextAsync();
        await Eventually.TrueAsync(() => Task.FromResult(events.Connection is not null));
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);

        await SayAsync(chat, "hi");

        Assert.That(await first, Is.True);
        Assert.That((answers.Current.ChatId, answers.Current.Event), Is.EqualTo((chat.Id, "started")));
    }
}
