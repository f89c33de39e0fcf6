using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Whoever has the link reads the chat as far as it was shared, and nothing else; whoever has not reads nothing.</summary>
[TestFixture]
internal sealed class SharesTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;
    private MiniChatClient _reader = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync("ada");
        _reader = new MiniChatClient(_server.Address);
    }

    [TearDown]
    public async Task Stop()
    {
        _reader.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<QuestionResponse> SayAsync(ChatInfo chat, string text, long? parent = null)
    {
        var asking = _client.SendAsync(
            new Chat
            {
                ChatId = chat.Id,
                Text = text,
                ParentId = parent,
            },
            Deadline.Soon
        );
        (await _model.NextCallAsync()).Say($"re {text}").Finish();
        return await asking;
    }

    private Task<ChatInfo> BeginAsync() =>
        _client.SendAsync(new CreateChat { Title = "Trees", System = "the system prompt" }, Deadline.Soon);

    private Task<ShareChatResponse> ShareAsync(ChatInfo chat, long? leaf = null) =>
        _client.SendAsync(new ShareChat { Id = chat.Id, Leaf = leaf }, Deadline.Soon);

    private async Task<string[]> ReadAsync(string token) =>
        [.. (await _reader.SendAsync(new GetSharedChat { Token = token }, Deadline.Soon)).Turns.Select(turn => turn.Text)];

    private static async Task<HttpStatusCode> RefusalAsync(Func<Task> act) =>
        (await Assert.ThrowsAsync<MiniChatException>(act))!.StatusCode;

    [Test]
    public async Task Nobody_has_to_sign_in_and_nothing_of_the_account_is_told()
    {
        var chat = await BeginAsync();
        await SayAsync(chat, "What is a tree?");
        var share = await ShareAsync(chat);

        using var response = await _server.Http.GetAsync($"/shares/{share.Token}", Deadline.Soon);
        var text = await response.Content.ReadAsStringAsync(Deadline.Soon);

        var read = JsonNode.Parse(text)!;
        Assert.That(read.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "title", "createdDate", "turns" }));
        Assert.That(
            read["turns"]!.AsArray().Select(turn => $"{turn!["role"]}: {turn["text"]} {turn["model"]}"),
            Is.EqualTo(new[] { "user: What is a tree? ", "assistant: re What is a tree? scripted" })
        );
        Assert.That(text, Does.Not.Contain("ada").And.Not.Contain("system prompt").And.Not.Contain("\"id\""));
        Assert.That(response.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "no-referrer" }));
    }

    [TestCase("/shares/{0}")]
    [TestCase("/api/GetSharedChat?token={0}")]
    [TestCase("/api/GetSharedChat.jsonl?token={0}")]
    [TestCase("/json/reply/GetSharedChat?token={0}")]
    public async Task Search_engines_are_told_to_leave_it_out_wherever_it_is_read(string address)
    {
        var chat = await BeginAsync();
        await SayAsync(chat, "What is a tree?");
        var share = await ShareAsync(chat);

        using var response = await _server.Http.GetAsync(string.Format(address, share.Token), Deadline.Soon);

        Assert.That(await response.Content.ReadAsStringAsync(Deadline.Soon), Does.Contain("What is a tree?"));
        Assert.That(response.Headers.GetValues("X-Robots-Tag"), Is.EqualTo(new[] { "noindex, nofollow" }));
    }

    [Test]
    public async Task A_link_shows_the_path_that_was_shared_until_it_is_moved_and_stays_the_same()
    {
        var chat = await BeginAsync();
        var one = await SayAsync(chat, "one");
        var share = await ShareAsync(chat);
        await SayAsync(chat, "two");
        var before = await ReadAsync(share.Token);

        var branch = await SayAsync(chat, "three", one.AnswerId);
        var moved = await ShareAsync(chat);

        Assert.That(before, Is.EqualTo(new[] { "one", "re one" }));
        Assert.That((moved.Token, moved.Url, moved.CreatedDate), Is.EqualTo((share.Token, share.Url, share.CreatedDate)));
        Assert.That((share.TurnId, moved.TurnId), Is.EqualTo((one.AnswerId, branch.AnswerId)));
        Assert.That(await ReadAsync(share.Token), Is.EqualTo(new[] { "one", "re one", "three", "re three" }));
        Assert.That((await ShareAsync(chat, one.TurnId)).TurnId, Is.EqualTo(one.TurnId));
        Assert.That(await ReadAsync(share.Token), Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public async Task The_owner_sees_the_link_at_the_chat_and_in_the_list()
    {
        var (first, second) = (await BeginAsync(), await BeginAsync());
        await SayAsync(first, "a");
        await SayAsync(second, "b");
        var share = await ShareAsync(first);
        await ShareAsync(second);

        var chat = await _client.SendAsync(new GetChat { Id = first.Id }, Deadline.Soon);
        var page = await _client.SendAsync(new FindShares { Take = 1 }, Deadline.Soon);
        var rest = await _client.SendAsync(new FindShares { After = page.Next }, Deadline.Soon);

        Assert.That(share.Url, Is.EqualTo($"{_server.Address.GetLeftPart(UriPartial.Authority)}/s/{share.Token}"));
        Assert.That(share.Token, Has.Length.GreaterThanOrEqualTo(22));
        Assert.That(chat.Share, Is.EqualTo(share));
        Assert.That(page.Results.Concat(rest.Results).Select(one => one.ChatId), Is.EqualTo(new[] { second.Id, first.Id }));
        Assert.That((rest.Results[0].Url, rest.Results[0].Title, rest.Next), Is.EqualTo((share.Url, "Trees", (string?)null)));
        var stranger = await _server.SignUpAsync();
        Assert.That((await stranger.SendAsync(new FindShares(), Deadline.Soon)).Results, Is.Empty);
    }

    [Test]
    public async Task A_link_that_has_ended_in_any_way_is_as_if_it_had_never_been()
    {
        var (first, second) = (await BeginAsync(), await BeginAsync());
        await SayAsync(first, "a");
        await SayAsync(second, "b");
        var (ended, deleted) = (await ShareAsync(first), await ShareAsync(second));

        await _client.SendAsync(new UnshareChat { Id = first.Id }, Deadline.Soon);
        await _client.SendAsync(new DeleteChat { Id = second.Id }, Deadline.Soon);

        foreach (var token in new[] { ended.Token, deleted.Token, "nothing", "%00", new string('x', 99) })
        {
            using var response = await _server.Http.GetAsync($"/shares/{token}", Deadline.Soon);
            Assert.That((int)response.StatusCode, token == "%00" ? Is.AnyOf(400, 404) : Is.EqualTo(404), token);
        }
        Assert.That((await _client.SendAsync(new GetChat { Id = first.Id }, Deadline.Soon)).Share, Is.Null);
        Assert.That((await ShareAsync(first)).Token, Is.Not.EqualTo(ended.Token));
        Assert.That(
            await RefusalAsync(() => _client.SendAsync(new UnshareChat { Id = second.Id }, Deadline.Soon)),
            Is.EqualTo(HttpStatusCode.NotFound)
        );
    }

    [Test]
    public async Task Nobody_shares_what_is_not_theirs_or_not_there_or_not_said()
    {
        var chat = await BeginAsync();
        var empty = await RefusalAsync(() => ShareAsync(chat));
        await SayAsync(chat, "a");
        var stranger = await _server.SignUpAsync();

        var theirs = await RefusalAsync(() => stranger.SendAsync(new ShareChat { Id = chat.Id }, Deadline.Soon));
        var ended = await RefusalAsync(() => stranger.SendAsync(new UnshareChat { Id = chat.Id }, Deadline.Soon));
        var leaf = await RefusalAsync(() => ShareAsync(chat, 999));
        using var nobody = await _server.Http.PostAsJsonAsync($"/chats/{chat.Id}/share", new { }, Deadline.Soon);

        Assert.That(empty, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(
            (theirs, ended, leaf),
            Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound))
        );
        Assert.That(nobody.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task An_answer_that_is_being_made_is_not_shared_until_it_has_ended()
    {
        var chat = await BeginAsync();
        var begun = await _client.SendAsync(
            new Chat
            {
                ChatId = chat.Id,
                Text = "go",
                Stream = true,
            },
            Deadline.Soon
        );
        var call = await _model.NextCallAsync();

        var refused = await Assert.ThrowsAsync<MiniChatException>(() => ShareAsync(chat));
        call.Say("done").Finish();
        await _client.SendAsync(
            new GetAnswer
            {
                AnswerId = begun.AnswerId,
                After = 1_000_000,
                Wait = 30,
            },
            Deadline.Soon
        );

        Assert.That((refused!.StatusCode, refused.ErrorCode), Is.EqualTo((HttpStatusCode.Conflict, "AnswerRunning")));
        Assert.That(await ReadAsync((await ShareAsync(chat)).Token), Is.EqualTo(new[] { "go", "done" }));
    }

    [Test]
    public async Task With_a_public_address_links_lead_there()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__PublicUrl"] = "https://chat.example.org/" });
        using var client = await server.SignUpAsync();
        var chat = await client.SendAsync(new CreateChat(), Deadline.Soon);
        await client.SendAsync(new Chat { ChatId = chat.Id, Text = "hi" }, Deadline.Soon);

        var share = await client.SendAsync(new ShareChat { Id = chat.Id }, Deadline.Soon);

        Assert.That(share.Url, Is.EqualTo($"https://chat.example.org/s/{share.Token}"));
    }
}
