using System.Net;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>A turn can go on after any answer, so that a chat has branches, and each is read by itself.</summary>
[TestFixture]
internal sealed class BranchesTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;
    private ChatInfo _chat = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync();
        _chat = await _client.SendAsync(new CreateChat { System = "S" }, Deadline.Soon);
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    private async Task<(QuestionResponse Answer, string[] Sent)> SayAsync(string text, long? parent = null, string? key = null)
    {
        var asking = _client.SendAsync(
            new Chat
            {
                ChatId = _chat.Id,
                Text = text,
                ParentId = parent,
            },
            new SendOptions { IdempotencyKey = key },
            Deadline.Soon
        );
        var call = await _model.NextCallAsync();
        call.Say($"re {text}").Finish();
        return (await asking, [.. call.Request.Messages.Select(message => message.Content)]);
    }

    private async Task<string[]> ReadAsync(long? through = null, long? leaf = null) =>
        [
            .. (
                await _client.SendAsync(
                    new GetChat
                    {
                        Id = _chat.Id,
                        Through = through,
                        Leaf = leaf,
                    },
                    Deadline.Soon
                )
            ).Turns.Select(turn => turn.Text),
        ];

    [Test]
    public async Task A_turn_goes_on_after_the_answer_it_names_and_the_model_gets_that_path_alone()
    {
        var (one, _) = await SayAsync("one");
        await SayAsync("two");

        var (_, sent) = await SayAsync("three", one.AnswerId);

        Assert.That(sent, Is.EqualTo(new[] { "S", "one", "re one", "three" }));
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { "one", "re one", "three", "re three" }));
    }

    [Test]
    public async Task Without_a_parent_a_turn_follows_the_newest_one_of_all_branches()
    {
        var (one, _) = await SayAsync("one");
        await SayAsync("two");
        await SayAsync("three", one.AnswerId);

        var (_, sent) = await SayAsync("four");

        Assert.That(sent, Is.EqualTo(new[] { "S", "one", "re one", "three", "re three", "four" }));
    }

    [Test]
    public async Task With_0_the_chat_begins_anew_beside_its_first_turn()
    {
        var (one, _) = await SayAsync("one");

        var (anew, sent) = await SayAsync("anew", 0);

        Assert.That(sent, Is.EqualTo(new[] { "S", "anew" }));
        var read = await _client.SendAsync(new GetChat { Id = _chat.Id }, Deadline.Soon);
        Assert.That(read.Turns[0].Siblings, Is.EqualTo(new[] { one.TurnId, anew.TurnId }));
        Assert.That(read.Turns[0].ParentId, Is.Null);
    }

    [Test]
    public async Task A_path_leads_through_a_turn_and_on_to_the_newest_below_it()
    {
        var (one, _) = await SayAsync("one");
        var (two, _) = await SayAsync("two");
        await SayAsync("two and a half");
        await SayAsync("three", one.AnswerId);

        Assert.That(
            await ReadAsync(through: two.TurnId),
            Is.EqualTo(new[] { "one", "re one", "two", "re two", "two and a half", "re two and a half" })
        );
        Assert.That(await ReadAsync(through: one.AnswerId), Has.Length.EqualTo(4).And.Contain("re three"));
        Assert.That(await ReadAsync(through: one.AnswerId, leaf: one.AnswerId), Is.EqualTo(new[] { "one", "re one" }));
    }

    [Test]
    public async Task A_parent_that_is_no_answer_of_the_chat_is_refused_and_nothing_is_asked()
    {
        var (one, _) = await SayAsync("one");
        var other = await _client.SendAsync(new CreateChat(), Deadline.Soon);

        var ofNobody = await RefusalAsync(_chat.Id, 999);
        var ofAnother = await RefusalAsync(other.Id, one.AnswerId);
        var notAnAnswer = await RefusalAsync(_chat.Id, one.TurnId!.Value);
        var negative = await RefusalAsync(_chat.Id, -1);

        Assert.That(ofNobody, Is.EqualTo((HttpStatusCode.NotFound, "NotFound")));
        Assert.That(ofAnother, Is.EqualTo((HttpStatusCode.NotFound, "NotFound")));
        Assert.That(notAnAnswer, Is.EqualTo((HttpStatusCode.BadRequest, "Parent")));
        Assert.That(negative, Is.EqualTo((HttpStatusCode.BadRequest, "InclusiveBetween")));
        Assert.That(_model.Requests, Has.Count.EqualTo(1));
        Assert.That(
            (await Assert.ThrowsAsync<MiniChatException>(() => ReadAsync(through: 999)))!.StatusCode,
            Is.EqualTo(HttpStatusCode.NotFound)
        );
    }

    [Test]
    public async Task The_parent_is_part_of_what_an_idempotency_key_stands_for()
    {
        var (one, _) = await SayAsync("one");
        var (first, _) = await SayAsync("again", one.AnswerId, key: "k");

        var replayed = await _client.SendAsync(
            new Chat
            {
                ChatId = _chat.Id,
                Text = "again",
                ParentId = one.AnswerId,
            },
            new SendOptions { IdempotencyKey = "k" },
            Deadline.Soon
        );
        var other = await Assert.ThrowsAsync<MiniChatException>(() =>
            _client.SendAsync(
                new Chat
                {
                    ChatId = _chat.Id,
                    Text = "again",
                    ParentId = 0,
                },
                new SendOptions { IdempotencyKey = "k" },
                Deadline.Soon
            )
        );

        Assert.That(replayed.AnswerId, Is.EqualTo(first.AnswerId));
        Assert.That(other!.ErrorCode, Is.EqualTo("IdempotencyKeyReused"));
    }

    private async Task<(HttpStatusCode, string?)> RefusalAsync(long chat, long parent)
    {
        var refused = await Assert.ThrowsAsync<MiniChatException>(() =>
            _client.SendAsync(
                new Chat
                {
                    ChatId = chat,
                    Text = "no",
                    ParentId = parent,
                },
                Deadline.Soon
            )
        );
        return (refused!.StatusCode, refused.ErrorCode);
    }
}
