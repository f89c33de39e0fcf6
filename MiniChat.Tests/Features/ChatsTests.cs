using System.Net;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
internal sealed class ChatsTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(
            _model,
            new() { ["MiniChat__Models__ContextTokens"] = "1000", ["MiniChat__Limits__RunningAnswersPerAccount"] = "2" }
        );
        _client = await _server.SignUpAsync();
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    private async Task<(QuestionResponse Answer, ScriptedAnswer Call)> SayAsync(ChatInfo chat, string text, string answer)
    {
        var asking = _client.SendAsync(new Chat { ChatId = chat.Id, Text = text }, Deadline.Soon);
        var call = await _model.NextCallAsync();
        call.Say(answer).Finish();
        return (await asking, call);
    }

    private static IEnumerable<string> Sent(ScriptedAnswer call) =>
        call.Request.Messages.Select(message => $"{message.Role}: {message.Content}");

    [Test]
    public async Task A_turn_is_sent_with_the_system_prompt_and_the_turns_before()
    {
        var chat = await _client.SendAsync(new CreateChat { System = "Be brief." }, Deadline.Soon);
        await SayAsync(chat, "My name is Ada.", "Hello Ada.");

        var (answer, call) = await SayAsync(chat, "What is my name?", "Ada.");

        Assert.That(
            Sent(call),
            Is.EqualTo(new[] { "system: Be brief.", "user: My name is Ada.", "assistant: Hello Ada.", "user: What is my name?" })
        );
        Assert.That(answer.TurnId, Is.Not.Null.And.Not.EqualTo(answer.AnswerId));
    }

    [Test]
    public async Task A_chat_is_read_with_its_turns_and_a_title_from_the_first()
    {
        var chat = await _client.SendAsync(new CreateChat { Model = "chosen" }, Deadline.Soon);
        await SayAsync(chat, "# How do I bake bread?\nTell me all.", "Flour.");
        await SayAsync(chat, "And then?", "Water.");

        var read = await _client.SendAsync(new GetChat { Id = chat.Id }, Deadline.Soon);

        Assert.That(read.Title, Is.EqualTo("How do I bake bread?"));
        Assert.That(read.Turns.Select(turn => turn.Role), Is.EqualTo(new[] { "user", "assistant", "user", "assistant" }));
        Assert.That(read.Turns.Select(turn => turn.Text).Skip(1), Is.EqualTo(new[] { "Flour.", "And then?", "Water." }));
        Assert.That(
            read.Turns.Skip(1).Select(turn => turn.ParentId),
            Is.EqualTo(read.Turns.SkipLast(1).Select(turn => (long?)turn.Id))
        );
        Assert.That(read.Turns[1].AnswerId, Is.EqualTo(read.Turns[1].Id));
        Assert.That(read.Turns[1].Model, Is.EqualTo("chosen"));
        Assert.That(read.Turns.Select(turn => turn.Siblings), Is.All.Null);
    }

    [Test]
    public async Task An_answer_made_anew_is_a_sibling_and_the_path_ends_at_the_newest_or_where_it_is_asked_to()
    {
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);
        var (first, _) = await SayAsync(chat, "hi", "one");
        var asking = _client.SendAsync(new RegenerateAnswer { AnswerId = first.AnswerId }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("two").Finish();
        var second = await asking;

        var newest = await _client.SendAsync(new GetChat { Id = chat.Id }, Deadline.Soon);
        var older = await _client.SendAsync(new GetChat { Id = chat.Id, Leaf = first.AnswerId }, Deadline.Soon);

        Assert.That(newest.Turns[^1].Text, Is.EqualTo("two"));
        Assert.That(newest.Turns[^1].Siblings, Is.EqualTo(new[] { first.AnswerId, second.AnswerId }));
        Assert.That(older.Turns[^1].Text, Is.EqualTo("one"));
        Assert.That(second.TurnId, Is.EqualTo(first.TurnId));
    }

    [Test]
    public async Task The_oldest_pairs_go_first_when_the_window_is_full_and_none_is_split()
    {
        var chat = await _client.SendAsync(new CreateChat { System = "S" }, Deadline.Soon);
        var filler = new string('x', 1500);
        await SayAsync(chat, $"one {filler}", "1");
        await SayAsync(chat, "two", $"2 {filler}");
        await SayAsync(chat, "three", "3");

        var (_, call) = await SayAsync(chat, "four", "4");

        Assert.That(
            Sent(call).Select(text => text.Length > 20 ? text[..12] : text),
            Is.EqualTo(new[] { "system: S", "user: two", "assistant: 2", "user: three", "assistant: 3", "user: four" })
        );
    }

    [Test]
    public async Task A_turn_without_an_answer_is_left_out_of_the_context()
    {
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);
        var failing = _client.SendAsync(new Chat { ChatId = chat.Id, Text = "lost" }, Deadline.Soon);
        (await _model.NextCallAsync()).Fail(new InvalidOperationException());
        await Assert.ThrowsAsync<MiniChatException>(() => failing);

        var (_, call) = await SayAsync(chat, "again", "now");

        Assert.That(Sent(call), Is.EqualTo(new[] { "user: again" }));
    }

    [Test]
    public async Task A_running_answer_is_read_with_its_text_so_far()
    {
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);
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
        call.Say("so far");
        await _client.SendAsync(
            new GetAnswer
            {
                AnswerId = begun.AnswerId,
                After = 0,
                Wait = 30,
            },
            Deadline.Soon
        );

        var read = await _client.SendAsync(new GetChat { Id = chat.Id }, Deadline.Soon);

        Assert.That((read.Turns[^1].Text, read.Turns[^1].State), Is.EqualTo(("so far", AnswerState.Running)));
        call.Finish();
    }

    [Test]
    public async Task Chats_are_listed_the_last_used_first_searched_and_paged()
    {
        foreach (var title in new[] { "Äpfel", "Birnen", "Kirschen" })
            await _client.SendAsync(new CreateChat { Title = title }, Deadline.Soon);

        var page = await _client.SendAsync(new FindChats { Take = 2 }, Deadline.Soon);
        var rest = await _client.SendAsync(new FindChats { Take = 2, After = page.Next }, Deadline.Soon);
        var found = await _client.SendAsync(new FindChats { Search = "äPF" }, Deadline.Soon);

        Assert.That(
            page.Results.Concat(rest.Results).Select(chat => chat.Title),
            Is.EqualTo(new[] { "Kirschen", "Birnen", "Äpfel" })
        );
        Assert.That(rest.Next, Is.Null);
        Assert.That(found.Results.Single().Title, Is.EqualTo("Äpfel"));
    }

    [Test]
    public async Task A_change_leaves_alone_what_it_does_not_name_and_an_empty_text_takes_away()
    {
        var chat = await _client.SendAsync(
            new CreateChat
            {
                Title = "old",
                System = "S",
                Model = "m",
            },
            Deadline.Soon
        );

        await _client.SendAsync(
            new UpdateChat
            {
                Id = chat.Id,
                Title = "new",
                System = "",
            },
            Deadline.Soon
        );

        var read = await _client.SendAsync(new GetChat { Id = chat.Id }, Deadline.Soon);
        Assert.That((read.Title, read.System, read.Model), Is.EqualTo(("new", (string?)null, "m")));
    }

    [Test]
    public async Task A_deleted_chat_is_gone_and_its_running_answer_is_stopped()
    {
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);
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

        await _client.SendAsync(new DeleteChat { Id = chat.Id }, Deadline.Soon);

        await call.Cancelled.Task.WaitAsync(Deadline.Longest);
        foreach (
            var message in new Func<Task>[]
            {
                () => _client.SendAsync(new GetChat { Id = chat.Id }, Deadline.Soon),
                () => _client.SendAsync(new GetAnswer { AnswerId = begun.AnswerId }, Deadline.Soon),
                () => _client.SendAsync(new DeleteChat { Id = chat.Id }, Deadline.Soon),
            }
        )
            Assert.That((await Assert.ThrowsAsync<MiniChatException>(message))!.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_chat_of_somebody_else_is_as_if_it_were_not_there()
    {
        var chat = await _client.SendAsync(new CreateChat { Title = "mine" }, Deadline.Soon);
        var stranger = await _server.SignUpAsync();

        foreach (
            var message in new Func<Task>[]
            {
                () => stranger.SendAsync(new GetChat { Id = chat.Id }, Deadline.Soon),
                () => stranger.SendAsync(new UpdateChat { Id = chat.Id, Title = "taken" }, Deadline.Soon),
                () => stranger.SendAsync(new DeleteChat { Id = chat.Id }, Deadline.Soon),
                () => stranger.SendAsync(new Chat { ChatId = chat.Id, Text = "hi" }, Deadline.Soon),
            }
        )
            Assert.That((await Assert.ThrowsAsync<MiniChatException>(message))!.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await stranger.SendAsync(new FindChats(), Deadline.Soon)).Results, Is.Empty);
        Assert.That((await _client.SendAsync(new GetChat { Id = chat.Id }, Deadline.Soon)).Title, Is.EqualTo("mine"));
    }

    [Test]
    public async Task More_answers_at_once_than_allowed_are_refused_until_one_ends()
    {
        var calls = new List<ScriptedAnswer>();
        for (var i = 0; i < 2; i++)
        {
            await _client.SendAsync(new Question { Text = "go", Stream = true }, Deadline.Soon);
            calls.Add(await _model.NextCallAsync());
        }

        var refused = await Assert.ThrowsAsync<MiniChatException>(() =>
            _client.SendAsync(new Question { Text = "one more", Stream = true }, Deadline.Soon)
        );

        Assert.That((int)refused!.StatusCode, Is.EqualTo(429));
        Assert.That(refused.RetryAfter, Is.Not.Null);
        var other = await _server.SignUpAsync();
        Assert.That(
            (await other.SendAsync(new Question { Text = "mine", Stream = true }, Deadline.Soon)).State,
            Is.EqualTo(AnswerState.Running)
        );
        calls.ForEach(call => call.Finish());
        (await _model.NextCallAsync()).Finish();
    }
}
