using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Mirrors;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Mirrors;

[TestFixture]
internal sealed class AnswerMirrorsTests
{
    private TwoNodes _nodes = null!;

    private static CancellationToken Cancel => Deadline.Soon;

    [SetUp]
    public async Task Start() => _nodes = await TwoNodes.StartAsync();

    [TearDown]
    public async Task Stop() => await _nodes.DisposeAsync();

    private static async Task<string> ReadAsync(AnswerLog log)
    {
        var text = "";
        await foreach (var one in log.ReadAsync(after: null, Cancel))
        {
            if (one.Data is AnswerDelta delta)
                text += delta.Text;
            if (one.Data is AnswerEnded ended)
                return $"{text}|{one.Event} {ended.Length}";
        }
        return text;
    }

    [Test]
    public async Task An_answer_of_another_node_is_read_from_its_beginning_to_its_end()
    {
        var (log, call) = await _nodes.AskAsync();
        call.Say("So ");
        await _nodes.TickAsync(log, 3);

        var mirror = await _nodes.OpenAsync(log.AnswerId);
        var reading = ReadAsync(mirror);
        _nodes.Writer.Tick();
        call.Say("wäre 🙂");
        await _nodes.TickAsync(log, 13);
        call.Finish();
        await _nodes.EndAsync(log);

        Assert.That(await reading, Is.EqualTo("So wäre 🙂|completed 13"));
    }

    [Test]
    public async Task What_was_lost_on_the_way_is_asked_for_again()
    {
        var (log, call) = await _nodes.AskAsync();
        var mirror = await _nodes.OpenAsync(log.AnswerId);
        var reading = ReadAsync(mirror);
        _nodes.Reader.Cut();
        call.Say("lost, ");
        await _nodes.TickAsync(log, 6);
        _nodes.Reader.Mend();
        call.Say("then found");
        await _nodes.TickAsync(log, 16);

        _nodes.Mirrors.GoRound();
        _nodes.Writer.Tick();
        await mirror.WaitAsync(15, Cancel);
        call.Finish();
        await _nodes.EndAsync(log);

        Assert.That(await reading, Is.EqualTo("lost, then found|completed 16"));
    }

    [Test]
    public async Task An_end_that_was_not_heard_is_found_in_the_store()
    {
        var (log, call) = await _nodes.AskAsync();
        var reading = ReadAsync(await _nodes.OpenAsync(log.AnswerId));
        _nodes.Reader.Cut();
        call.Say("all of it").Finish();
        await _nodes.EndAsync(log);

        _nodes.Clock.Advance(TimeSpan.FromSeconds(3));
        _nodes.Mirrors.GoRound();

        Assert.That(await reading, Is.EqualTo("all of it|completed 9"));
    }

    [Test]
    public async Task When_the_writer_dies_readers_are_told_the_end_that_was_kept_and_cut_back_to_it()
    {
        var (log, call) = await _nodes.AskAsync();
        await _nodes.Store.CheckpointAsync([new Checkpoint(log.AnswerId, "kept")], Cancel);
        var mirror = await _nodes.OpenAsync(log.AnswerId);
        var reading = ReadAsync(mirror);
        call.Say("kept and more");
        await _nodes.TickAsync(log, 13);
        await mirror.WaitAsync(12, Cancel);

        await _nodes.Store.InterruptRunningAsync(_nodes.Clock.GetUtcNow(), Cancel);
        _nodes.Mirrors.Ended(log.AnswerId);

        Assert.That(await reading, Does.EndWith("|interrupted 4"));
        Assert.That(mirror.TextFrom(0), Is.EqualTo("kept"));
    }

    [Test]
    public async Task A_stop_reaches_the_writer_wherever_it_is_asked_for()
    {
        var (log, call) = await _nodes.AskAsync();
        call.Say("enough");
        await _nodes.TickAsync(log, 6);
        var mirror = await _nodes.OpenAsync(log.AnswerId);

        mirror.Stop();
        _nodes.Mirrors.GoRound();
        await call.Cancelled.Task.WaitAsync(Cancel);
        await _nodes.EndAsync(log);
        await mirror.WaitForEndAsync(Cancel);

        Assert.That((mirror.State, mirror.TextFrom(0)), Is.EqualTo((AnswerState.Stopped, "enough")));
    }

    [Test]
    public async Task Nothing_is_told_while_nobody_reads()
    {
        var (log, call) = await _nodes.AskAsync();
        var heard = new List<AnswerText>();
        using var subscription = _nodes.Reader.Subscribe<AnswerText>("answer.text", (_, text) => heard.Add(text));
        call.Say("unread");
        await _nodes.TickAsync(log, 6);
        var mirror = await _nodes.OpenAsync(log.AnswerId);
        _nodes.Writer.Tick();
        var told = heard.Count;

        _nodes.Clock.Advance(TimeSpan.FromSeconds(6));
        _nodes.Mirrors.GoRound();
        call.Say(" ever after");
        await _nodes.TickAsync(log, 17);

        Assert.That((told, heard.Count, _nodes.Mirrors.Count), Is.EqualTo((1, 1, 0)));
        call.Finish();
        await _nodes.EndAsync(log);
        // Who was given it then and reads it now is told all of it.
        var reading = ReadAsync(mirror);
        _nodes.Clock.Advance(TimeSpan.FromSeconds(1));
        _nodes.Mirrors.GoRound();
        Assert.That(await reading, Is.EqualTo("unread ever after|completed 17"));
    }

    [Test]
    public async Task An_answer_that_ends_as_others_ended_it_tells_its_readers_what_is_kept()
    {
        var (log, call) = await _nodes.AskAsync();
        var reading = ReadAsync(log);
        call.Say("mine");
        await log.WaitAsync(3, Cancel);
        await _nodes.Store.InterruptRunningAsync(_nodes.Clock.GetUtcNow(), Cancel);

        call.Finish();

        Assert.That(await reading, Does.EndWith("|interrupted 0"));
        Assert.That(log.TextFrom(0), Is.Empty);
    }

    [Test]
    public async Task Who_waits_for_answers_of_an_account_hears_of_one_that_begins_elsewhere()
    {
        var next = _nodes.Elsewhere.NextOf(_nodes.AccountId);
        var begun = new TaskCompletionSource<long>();
        _nodes.Elsewhere.BegunElsewhere += (_, answerId) => begun.TrySetResult(answerId);

        var (log, _) = await _nodes.AskAsync();

        await next.WaitAsync(Cancel);
        Assert.That(await begun.Task.WaitAsync(Cancel), Is.EqualTo(log.AnswerId));
    }

    [Test]
    public async Task What_a_node_lost_with_its_lease_is_not_found_there_and_leaves_whatever_comes_under_its_number()
    {
        var (log, call) = await _nodes.AskAsync();
        call.Say("so far");
        await _nodes.TickAsync(log, 6);
        await new LeaseEnd(_nodes.Writer, _nodes.Made).StartAsync(Cancel);

        _nodes.Writer.LoseLease();
        var found = _nodes.Made.Find(log.AnswerId);
        var next = new AnswerLog(_nodes.AccountId, (await _nodes.Store.FindAsync(_nodes.AccountId, log.AnswerId, Cancel))!);
        _nodes.Made.Add(next);
        await _nodes.Making.WaitAsync(Cancel);

        Assert.That(found, Is.Null);
        Assert.That(log.State, Is.EqualTo(AnswerState.Interrupted));
        Assert.That(_nodes.Made.Find(log.AnswerId), Is.SameAs(next));
    }
}
