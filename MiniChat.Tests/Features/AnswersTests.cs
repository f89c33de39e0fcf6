using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
internal sealed class AnswersTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync("owner");
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    private async Task<(long Id, ScriptedAnswer Call)> AskAsync(string text = "go")
    {
        var begun = await _client.SendAsync(new Question { Text = text, Stream = true }, Deadline.Soon);
        return (begun.AnswerId, await _model.NextCallAsync());
    }

    private IAsyncEnumerator<AnswerEvent> Follow(long id, long? after = null) =>
        _client.StreamAsync(new StreamAnswer { AnswerId = id, After = after }, cancel: Deadline.Soon).GetAsyncEnumerator();

    private static async Task<AnswerEvent> NextAsync(IAsyncEnumerator<AnswerEvent> reader)
    {
        Assert.That(await reader.MoveNextAsync(), Is.True);
        return reader.Current;
    }

    private static async Task<(string Text, AnswerEnded End)> RestAsync(IAsyncEnumerator<AnswerEvent> reader)
    {
        var text = new StringBuilder();
        while (await reader.MoveNextAsync())
        {
            if (reader.Current.Data is AnswerEnded end)
                return (text.ToString(), end);
            text.Append(((AnswerDelta)reader.Current.Data).Text);
        }
        throw new AssertionException("The stream ended without a last event.");
    }

    private Task<GetAnswerResponse> GetAsync(long id, long? after = null, int? wait = null) =>
        _client.SendAsync(
            new GetAnswer
            {
                AnswerId = id,
                After = after,
                Wait = wait,
            },
            Deadline.Soon
        );

    [Test]
    public async Task The_ask_is_kept_before_the_model_is_called()
    {
        var kept = new TaskCompletionSource<IReadOnlyList<StoredQuestion>>();
        _model.OnCall = async _ =>
            kept.SetResult(await _server.Services.GetRequiredService<IAnswerStore>().FindQuestionsAsync(1, null, 10, default));

        var (_, call) = await AskAsync("is it there?");
        call.Finish();

        var found = (await kept.Task.WaitAsync(Deadline.Longest)).Single();
        Assert.That(found.Text, Is.EqualTo("is it there?"));
        Assert.That(found.Answer.State, Is.EqualTo(AnswerState.Running));
    }

    [Test]
    public async Task The_end_is_kept_before_a_reader_is_told()
    {
        var (id, call) = await AskAsync();
        var reader = Follow(id);
        await NextAsync(reader);
        call.Say("done").Finish();

        await RestAsync(reader);

        var stored = await _server.Services.GetRequiredService<IAnswerStore>().FindAsync(1, id, default);
        Assert.That((stored!.State, stored.Text), Is.EqualTo((AnswerState.Completed, "done")));
    }

    [Test]
    public async Task Two_readers_one_leaving_and_rejoining_end_with_byte_equal_text()
    {
        var (id, call) = await AskAsync();
        var first = Follow(id);
        var second = Follow(id);
        await NextAsync(first);
        await NextAsync(second);
        call.Say("Grüße ");
        var heard = await NextAsync(second);
        var before = ((AnswerDelta)heard.Data).Text;

        await second.DisposeAsync();
        call.Say("an 世界 ").Say("😀\r\n").Say("Ende").Finish();
        var rejoined = Follow(id, heard.Seq);

        var (whole, _) = await RestAsync(first);
        Assert.That(before + (await RestAsync(rejoined)).Text, Is.EqualTo(whole));
        Assert.That(whole, Is.EqualTo("Grüße an 世界 😀\r\nEnde"));
        Assert.That((await GetAsync(id)).Text, Is.EqualTo(whole));
    }

    [Test]
    public async Task A_reader_who_comes_late_gets_all_of_it()
    {
        var (id, call) = await AskAsync();
        call.Say("all ").Say("of it").Finish();
        await GetAsync(id, long.MaxValue, 30);

        var reader = Follow(id);

        Assert.That((await NextAsync(reader)).Event, Is.EqualTo("started"));
        var (text, end) = await RestAsync(reader);
        Assert.That((text, end.State), Is.EqualTo(("all of it", AnswerState.Completed)));
    }

    [TestCase(1, "äb")]
    [TestCase(2, "b")]
    [TestCase(0, "äb")]
    public async Task A_place_within_a_character_is_its_beginning(long after, string expected)
    {
        var (id, call) = await AskAsync();
        call.Say("äb").Finish();
        await GetAsync(id, long.MaxValue, 30);

        Assert.That((await RestAsync(Follow(id, after))).Text, Is.EqualTo(expected));
        Assert.That((await GetAsync(id, after)).Text, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_pair_of_surrogates_that_comes_apart_is_one_character()
    {
        var (id, call) = await AskAsync();
        var reader = Follow(id);
        await NextAsync(reader);

        call.Say("x\ud83d").Say("\ude00y").Finish();

        Assert.That((await RestAsync(reader)).Text, Is.EqualTo("x😀y"));
    }

    [Test]
    public async Task A_long_poll_answers_when_there_is_more_and_at_the_end()
    {
        var (id, call) = await AskAsync();
        var waiting = GetAsync(id, 0, 30);
        call.Say("more");

        var more = await waiting;
        waiting = GetAsync(id, more.Seq, 30);
        call.Finish();
        var end = await waiting;

        Assert.That((more.Text, more.Seq, more.State), Is.EqualTo(("more", 4L, AnswerState.Running)));
        Assert.That((end.Text, end.Seq, end.State), Is.EqualTo(("", 4L, AnswerState.Completed)));
    }

    [Test]
    public async Task A_stopped_answer_keeps_its_text_and_cancels_the_model_call()
    {
        var (id, call) = await AskAsync();
        var reader = Follow(id);
        await NextAsync(reader);
        call.Say("half");
        await NextAsync(reader);

        var stopped = await _client.SendAsync(new StopAnswer { AnswerId = id }, Deadline.Soon);

        await call.Cancelled.Task.WaitAsync(Deadline.Longest);
        Assert.That((stopped.State, stopped.Text), Is.EqualTo((AnswerState.Stopped, "half")));
        Assert.That((await NextAsync(reader)).Event, Is.EqualTo("stopped"));
        Assert.That(
            (await _client.SendAsync(new StopAnswer { AnswerId = id }, Deadline.Soon)).State,
            Is.EqualTo(AnswerState.Stopped)
        );
    }

    [Test]
    public async Task A_model_that_fails_is_told_kept_and_marked()
    {
        var asking = _client.SendAsync(new Question { Text = "go" }, Deadline.Soon);
        var call = await _model.NextCallAsync();
        call.Say("half").Fail(new ModelException(ModelFailure.ModelTimeout, "The model took too long."));

        var refused = await Assert.ThrowsAsync<MiniChatException>(() => asking);

        var answer = await GetAsync(long.Parse(refused!.ResponseStatus.Meta!["AnswerId"]));
        Assert.That((int)refused.StatusCode, Is.EqualTo(504));
        Assert.That(refused.ErrorCode, Is.EqualTo("ModelTimeout"));
        Assert.That((answer.State, answer.Text), Is.EqualTo((AnswerState.Failed, "half")));
        Assert.That(answer.Error!.ErrorCode, Is.EqualTo("ModelTimeout"));
    }

    [Test]
    public async Task A_fault_of_the_server_itself_tells_nothing_of_its_inside()
    {
        var (id, call) = await AskAsync();
        var reader = Follow(id);
        call.Fail(new InvalidOperationException("secret of the inside"));

        await NextAsync(reader);
        var (_, ended) = await RestAsync(reader);

        Assert.That(ended.Error!.ErrorCode, Is.EqualTo("InternalError"));
        Assert.That(ended.Error.Message, Does.Not.Contain("secret"));
    }

    [Test]
    public async Task An_answer_of_somebody_else_is_as_if_it_were_not_there()
    {
        var (id, call) = await AskAsync();
        var stranger = await _server.SignUpAsync();

        async Task<MiniChatException> RefusedAsync(Func<Task> action) => (await Assert.ThrowsAsync<MiniChatException>(action))!;
        var foreign = await RefusedAsync(() => stranger.SendAsync(new GetAnswer { AnswerId = id }, Deadline.Soon));
        var missing = await RefusedAsync(() => stranger.SendAsync(new GetAnswer { AnswerId = 999_999 }, Deadline.Soon));
        var stop = await RefusedAsync(() => stranger.SendAsync(new StopAnswer { AnswerId = id }, Deadline.Soon));
        var again = await RefusedAsync(() => stranger.SendAsync(new RegenerateAnswer { AnswerId = id }, Deadline.Soon));
        var stream = await RefusedAsync(async () => await DrainAsync(stranger, new StreamAnswer { AnswerId = id }));

        foreach (var refused in new[] { foreign, missing, stop, again, stream })
            Assert.That((int)refused.StatusCode, Is.EqualTo(404));
        Assert.That(foreign.Message.Replace($"{id}", "N"), Is.EqualTo(missing.Message.Replace("999999", "N")));
        call.Finish();
    }

    [Test]
    public async Task Asking_again_makes_a_new_answer_beside_the_old_one()
    {
        var (id, call) = await AskAsync("once more");
        call.Say("first").Finish();
        await GetAsync(id, long.MaxValue, 30);

        var asking = _client.SendAsync(new RegenerateAnswer { AnswerId = id, Model = "other" }, Deadline.Soon);
        var second = await _model.NextCallAsync();
        second.Say("second").Finish();
        var answered = await asking;

        Assert.That(second.Request.Messages.Single().Content, Is.EqualTo("once more"));
        Assert.That((answered.Answer, answered.Model), Is.EqualTo(("second", "other")));
        Assert.That(answered.AnswerId, Is.Not.EqualTo(id));
        Assert.That((await GetAsync(id)).Text, Is.EqualTo("first"));
    }

    [Test]
    public async Task Checkpoints_keep_the_text_while_it_comes()
    {
        var (id, call) = await AskAsync();
        call.Say("kept on the way");
        await GetAsync(id, 0, 30);

        await _server.Services.GetRequiredService<AnswerKeeper>().CheckpointOnceAsync();

        var stored = await _server.Services.GetRequiredService<IAnswerStore>().FindAsync(1, id, default);
        Assert.That((stored!.State, stored.Text), Is.EqualTo((AnswerState.Running, "kept on the way")));
        call.Finish();
    }

    private static async Task DrainAsync(
        MiniChatClient client,
        MiniChat.Stack.IStreamOf<AnswerEvent> message,
        CancellationToken cancel = default
    )
    {
        await foreach (var _ in client.StreamAsync(message, cancel: cancel))
            continue;
    }
}
