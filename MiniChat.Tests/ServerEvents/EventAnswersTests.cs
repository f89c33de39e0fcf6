using System.Net.Http.Headers;
using System.Text;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>Answers on server-events: the same log that every other door reads.</summary>
[TestFixture]
internal sealed class EventAnswersTests
{
    private readonly ScriptedModel _model = new();
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync("alice");
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private Task<Subscriber> SubscribeAsync(string query = "") => Subscriber.OpenAsync(_server, _client.BearerToken, query);

    private static string TextOf(IEnumerable<Told> events) => string.Concat(events.Select(one => one["text"]));

    private static string[] NamesOf(IEnumerable<Told> events) => [.. events.Select(one => one["event"]!)];

    [Test]
    public async Task What_is_asked_on_one_connection_is_read_on_another_byte_for_byte()
    {
        using var listener = await SubscribeAsync();
        using var other = await SubscribeAsync();
        using var stranger = await _server.SignUpAsync("bob");
        using var his = await Subscriber.OpenAsync(_server, stranger.BearerToken);
        await listener.NextAsync();

        var begun = await _client.SendAsync(new Question { Text = "go", Stream = true }, Deadline.Soon);
        var call = await _model.NextCallAsync();
        foreach (var text in HardText.All)
            call.Say(text);
        call.Finish();
        var told = await listener.AnswerAsync();

        var stream = new List<AnswerEvent>();
        await foreach (var one in _client.StreamAsync(new StreamAnswer { AnswerId = begun.AnswerId }, cancel: Deadline.Soon))
            stream.Add(one);
        var whole = string.Concat(HardText.All);
        Assert.That(TextOf(told), Is.EqualTo(whole));
        Assert.That(string.Concat(stream.Select(one => (one.Data as AnswerDelta)?.Text)), Is.EqualTo(whole));
        Assert.That((begun.State, begun.Answer), Is.EqualTo((AnswerState.Running, (string?)null)));
        Assert.That(NamesOf(told)[0], Is.EqualTo("started"));
        Assert.That((told[0]["seq"], told[0]["model"], told[0]["chatId"]), Is.EqualTo(("0", "scripted", (string?)null)));
        var read = 0L;
        foreach (var one in told.Skip(1).SkipLast(1))
        {
            read += Encoding.UTF8.GetByteCount(one["text"]!);
            Assert.That((long)one.Body["seq"]!, Is.EqualTo(read));
        }
        var last = (AnswerEnded)stream[^1].Data;
        Assert.That((long)told[^1].Body["seq"]!, Is.EqualTo(stream[^1].Seq));
        Assert.That((told[^1]["event"], (long)told[^1].Body["length"]!), Is.EqualTo(("completed", last.Length)));
        Assert.That((int)told[^1].Body["usage"]!["completionTokens"]!, Is.EqualTo(5));
        Assert.That(TextOf(await other.AnswerAsync()), Is.EqualTo(whole));
        await stranger.SendAsync(new Question { Text = "his", Stream = true }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("for him").Finish();
        Assert.That(TextOf(await his.AnswerAsync()), Is.EqualTo("for him"), "nothing of hers before");
    }

    [Test]
    public async Task Every_way_of_asking_is_told()
    {
        using var listener = await SubscribeAsync();
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);
        async Task<long> ToldAsync<T>(IReturn<T> ask, string text)
        {
            var asking = _client.SendAsync(ask, Deadline.Soon);
            (await _model.NextCallAsync()).Say(text).Finish();
            var told = await listener.AnswerAsync();
            Assert.That(TextOf(told), Is.EqualTo(text));
            await asking;
            return (long)told[0].Body["answerId"]!;
        }

        var first = await ToldAsync(new Question { Text = "q" }, "question");
        await ToldAsync(new Chat { ChatId = chat.Id, Text = "c" }, "turn");
        await ToldAsync(new CreateCompletion { Messages = [new() { Role = "user", Content = "x" }] }, "completion");
        await ToldAsync(new CreatePrompt { Text = "p" }, "prompt");
        await ToldAsync(new RegenerateAnswer { AnswerId = first }, "again");
        using var form = new HttpRequestMessage(HttpMethod.Post, "/openai/question")
        {
            Content = new StringContent("""{"question":"dialect"}""", Encoding.UTF8, "application/json"),
        };
        form.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _client.BearerToken);
        var answering = _server.Http.SendAsync(form, Deadline.Soon);
        (await _model.NextCallAsync()).Say("door").Finish();
        Assert.That(TextOf(await listener.AnswerAsync()), Is.EqualTo("door"));
        (await answering).EnsureSuccessStatusCode();
    }

    [Test]
    public async Task A_channel_of_a_chat_or_an_answer_tells_no_others()
    {
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);
        using var ofChat = await SubscribeAsync($"?channels=chat-{chat.Id}");
        using var ofNothing = await SubscribeAsync("?channels=elsewhere");
        var alone = await _client.SendAsync(new Question { Text = "alone", Stream = true }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("alone").Finish();
        using var ofAnswer = await SubscribeAsync($"?channels=answer-{alone.AnswerId}");
        var turn = await _client.SendAsync(
            new Chat
            {
                ChatId = chat.Id,
                Text = "turn",
                Stream = true,
            },
            Deadline.Soon
        );
        (await _model.NextCallAsync()).Say("in the chat").Finish();

        var told = await ofChat.AnswerAsync();
        Assert.That((TextOf(told), (long)told[0].Body["answerId"]!), Is.EqualTo(("in the chat", turn.AnswerId)));
        Assert.That((long)told[0].Body["chatId"]!, Is.EqualTo(chat.Id));
        Assert.That(TextOf(await ofAnswer.AnswerAsync()), Is.EqualTo("alone"));
        await _client.SendAsync(
            new UpdateEventSubscriber { Id = ofNothing.Id, SubscribeChannels = [$"answer-{turn.AnswerId}"] },
            Deadline.Soon
        );
        var late = await ofNothing.AnswerAsync();
        Assert.That((TextOf(late), (long)late[0].Body["answerId"]!), Is.EqualTo(("in the chat", turn.AnswerId)));
    }

    [Test]
    public async Task Who_subscribes_in_the_midst_gets_the_answer_from_its_beginning()
    {
        using var first = await SubscribeAsync();
        await _client.SendAsync(new Question { Text = "go", Stream = true }, Deadline.Soon);
        var call = await _model.NextCallAsync();
        call.Say("Grüße ");
        while (await first.NextAsync() is { } one && one["text"] is null)
            continue;

        using var second = await SubscribeAsync();
        call.Say("an 世界").Finish();

        var told = await second.AnswerAsync();
        Assert.That(TextOf(told), Is.EqualTo("Grüße an 世界"));
        Assert.That(NamesOf(told).Count(name => name == "started"), Is.EqualTo(1));
        Assert.That(TextOf(await first.AnswerAsync()), Is.EqualTo("an 世界"));
    }

    [Test]
    public async Task Who_comes_when_nobody_listened_gets_all_of_what_is_running()
    {
        await _client.SendAsync(new Question { Text = "go", Stream = true }, Deadline.Soon);
        var call = await _model.NextCallAsync();
        call.Say("before ");
        using (await SubscribeAsync())
            call.Say("then ");

        using var later = await SubscribeAsync();
        call.Say("after").Finish();

        Assert.That(TextOf(await later.AnswerAsync()), Is.EqualTo("before then after"));
    }

    [Test]
    public async Task Stopped_and_failed_answers_end_as_such()
    {
        using var listener = await SubscribeAsync();
        var stopped = await _client.SendAsync(new Question { Text = "stop", Stream = true }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("half");
        while (await listener.NextAsync() is { } one && one["text"] is null)
            continue;
        await _client.SendAsync(new StopAnswer { AnswerId = stopped.AnswerId }, Deadline.Soon);
        var end = (await listener.AnswerAsync()).Single();
        await _client.SendAsync(new Question { Text = "fail", Stream = true }, Deadline.Soon);
        (await _model.NextCallAsync()).Fail(
            new ServiceException(ErrorKind.ModelFailed, "It broke.") { ErrorCode = "ModelBroken" }
        );
        var failed = (await listener.AnswerAsync())[^1];

        Assert.That((end["event"], end["state"], (long)end.Body["seq"]!), Is.EqualTo(("stopped", "stopped", 5L)));
        Assert.That((failed["event"], (string?)failed.Body["error"]!["errorCode"]), Is.EqualTo(("failed", "ModelBroken")));
    }

    [Test]
    public async Task An_answer_that_the_servers_end_waits_for_is_told_to_its_end()
    {
        using var listener = await SubscribeAsync();
        await _client.SendAsync(new Question { Text = "last", Stream = true }, Deadline.Soon);
        var call = await _model.NextCallAsync();

        var stopping = _server.StopAsync();
        call.Say("last words").Finish();

        Assert.That(TextOf(await listener.AnswerAsync()), Is.EqualTo("last words"));
        Assert.That(await listener.NextAsync(), Is.Null);
        await stopping;
    }
}
