using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of asks and answers. An engine's test class inherits it and only says how to open.</summary>
internal abstract class AnswerStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IAnswerStore Answers { get; set; } = null!;
    protected IChatStore Chats { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    /// <summary>The process that makes the answers dies, where the store knows of several.</summary>
    protected virtual void EndNode() { }

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static NewAsk AskOf(long account, string text = "What is 1+1?") =>
        new()
        {
            AccountId = account,
            Text = text,
            Model = "m",
            At = Now,
        };

    private static EndedAnswer EndOf(long answer, string text = "2", AnswerState state = AnswerState.Completed) =>
        new()
        {
            AnswerId = answer,
            State = state,
            Text = text,
            FinishReason = "stop",
            Usage = new Usage { PromptTokens = 7, CompletionTokens = 1 },
            Context = "{}",
            FirstTextAfter = 12,
            At = Now.AddSeconds(1),
        };

    [Test]
    public async Task An_accepted_ask_is_there_running_and_empty()
    {
        var account = await NewAccountAsync();

        var outcome = await Answers.AskAsync(AskOf(account), Cancel);

        var answer = await Answers.FindAsync(account, outcome.AnswerId, Cancel);
        Assert.That(outcome.Result, Is.EqualTo(AskResult.Accepted));
        Assert.That(answer, Is.Not.Null);
        Assert.That(answer!.State, Is.EqualTo(AnswerState.Running));
        Assert.That(answer.Text, Is.Empty);
        Assert.That(answer.TurnId, Is.EqualTo(outcome.TurnId));
        Assert.That(answer.CreatedAt, Is.EqualTo(Now));
        Assert.That((await Answers.FindTurnAsync(account, outcome.TurnId, Cancel))!.Text, Is.EqualTo("What is 1+1?"));
    }

    [Test]
    public async Task An_end_is_kept_with_everything_it_tells()
    {
        var account = await NewAccountAsync();
        var outcome = await Answers.AskAsync(AskOf(account), Cancel);

        var kept = await Answers.EndAsync(EndOf(outcome.AnswerId, "zwei 😀\r\n"), Cancel);

        var answer = await Answers.FindAsync(account, outcome.AnswerId, Cancel);
        Assert.That(kept, Is.True);
        Assert.That(answer!.State, Is.EqualTo(AnswerState.Completed));
        Assert.That(answer.Text, Is.EqualTo("zwei 😀\r\n"));
        Assert.That(answer.FinishReason, Is.EqualTo("stop"));
        Assert.That(answer.Usage, Is.EqualTo(new Usage { PromptTokens = 7, CompletionTokens = 1 }));
    }

    [Test]
    public async Task A_failure_is_kept_with_its_code_and_sentence()
    {
        var account = await NewAccountAsync();
        var outcome = await Answers.AskAsync(AskOf(account), Cancel);
        var error = new AnswerError { ErrorCode = "ModelTimeout", Message = "The model took too long." };

        await Answers.EndAsync(EndOf(outcome.AnswerId, "ha", AnswerState.Failed) with { Error = error }, Cancel);

        var answer = await Answers.FindAsync(account, outcome.AnswerId, Cancel);
        Assert.That(answer!.Error, Is.EqualTo(error));
        Assert.That(answer.Text, Is.EqualTo("ha"));
    }

    [Test]
    public async Task An_answer_ends_once()
    {
        var account = await NewAccountAsync();
        var outcome = await Answers.AskAsync(AskOf(account), Cancel);
        await Answers.EndAsync(EndOf(outcome.AnswerId), Cancel);

        var again = await Answers.EndAsync(EndOf(outcome.AnswerId, "other", AnswerState.Stopped), Cancel);

        Assert.That(again, Is.False);
        Assert.That((await Answers.FindAsync(account, outcome.AnswerId, Cancel))!.Text, Is.EqualTo("2"));
    }

    [Test]
    public async Task Checkpoints_add_up_and_never_touch_an_ended_answer()
    {
        var account = await NewAccountAsync();
        var first = (await Answers.AskAsync(AskOf(account), Cancel)).AnswerId;
        var second = (await Answers.AskAsync(AskOf(account), Cancel)).AnswerId;

        await Answers.CheckpointAsync([new Checkpoint(first, "Hel"), new Checkpoint(second, "x")], Cancel);
        await Answers.EndAsync(EndOf(second), Cancel);
        await Answers.CheckpointAsync([new Checkpoint(first, "lo"), new Checkpoint(second, "y")], Cancel);

        Assert.That((await Answers.FindAsync(account, first, Cancel))!.Text, Is.EqualTo("Hello"));
        Assert.That((await Answers.FindAsync(account, second, Cancel))!.Text, Is.EqualTo("2"));
    }

    [Test]
    public async Task What_a_crash_left_running_is_interrupted_with_the_text_so_far()
    {
        var account = await NewAccountAsync();
        var running = (await Answers.AskAsync(AskOf(account), Cancel)).AnswerId;
        var ended = (await Answers.AskAsync(AskOf(account), Cancel)).AnswerId;
        await Answers.CheckpointAsync([new Checkpoint(running, "so far")], Cancel);
        await Answers.EndAsync(EndOf(ended), Cancel);
        EndNode();
        var lost = await Answers.InterruptRunningAsync(Now, Cancel);

        var answer = await Answers.FindAsync(account, running, Cancel);
        Assert.That(lost, Is.EqualTo(new[] { new LostAnswer(account, running) }));
        Assert.That(answer!.State, Is.EqualTo(AnswerState.Interrupted));
        Assert.That(answer.Text, Is.EqualTo("so far"));
        Assert.That((await Answers.FindAsync(account, ended, Cancel))!.State, Is.EqualTo(AnswerState.Completed));
    }

    [Test]
    public async Task Somebody_elses_answer_is_not_there()
    {
        var owner = await NewAccountAsync();
        var other = await NewAccountAsync();
        var outcome = await Answers.AskAsync(AskOf(owner), Cancel);

        Assert.That(await Answers.FindAsync(other, outcome.AnswerId, Cancel), Is.Null);
        Assert.That(await Answers.FindTurnAsync(other, outcome.TurnId, Cancel), Is.Null);
        Assert.That(await Answers.FindQuestionsAsync(other, null, 10, Cancel), Is.Empty);
    }

    [Test]
    public async Task Questions_come_newest_first_in_pages()
    {
        var account = await NewAccountAsync();
        for (var i = 1; i <= 5; i++)
            await Answers.AskAsync(AskOf(account, $"q{i}"), Cancel);

        var page = await Answers.FindQuestionsAsync(account, null, 2, Cancel);
        var next = await Answers.FindQuestionsAsync(account, page[^1].Answer.Id, 10, Cancel);

        Assert.That(page.Concat(next).Select(found => found.Text), Is.EqualTo(new[] { "q5", "q4", "q3", "q2", "q1" }));
    }

    [Test]
    public async Task A_turn_of_a_chat_hangs_under_the_newest_one_and_gives_the_title_once()
    {
        var account = await NewAccountAsync();
        var chat = await Chats.CreateAsync(
            new StoredChat
            {
                AccountId = account,
                CreatedAt = Now,
                ModifiedAt = Now,
            },
            Cancel
        );
        var first = await Answers.AskAsync(AskOf(account, "one") with { ChatId = chat.Id, Title = "One" }, Cancel);

        var second = await Answers.AskAsync(
            AskOf(account, "two") with
            {
                ChatId = chat.Id,
                Title = "Two",
                At = Now.AddMinutes(1),
            },
            Cancel
        );

        var path = await Chats.PathAsync(chat.Id, second.AnswerId, 100, Cancel);
        var found = await Chats.FindAsync(account, chat.Id, Cancel);
        Assert.That(
            path.Select(turn => turn.Id),
            Is.EqualTo(new[] { second.AnswerId, second.TurnId, first.AnswerId, first.TurnId })
        );
        Assert.That(path.Select(turn => turn.Role), Is.EqualTo(new[] { "assistant", "user", "assistant", "user" }));
        Assert.That(found!.Title, Is.EqualTo("One"));
        Assert.That(found.ModifiedAt, Is.EqualTo(Now.AddMinutes(1)));
        Assert.That(await Answers.FindQuestionsAsync(account, null, 10, Cancel), Is.Empty);
    }

    [Test]
    public async Task An_ask_in_a_chat_of_somebody_else_keeps_nothing()
    {
        var owner = await NewAccountAsync();
        var other = await NewAccountAsync();
        var chat = await Chats.CreateAsync(
            new StoredChat
            {
                AccountId = owner,
                CreatedAt = Now,
                ModifiedAt = Now,
            },
            Cancel
        );

        var outcome = await Answers.AskAsync(AskOf(other) with { ChatId = chat.Id }, Cancel);

        Assert.That(outcome.Result, Is.EqualTo(AskResult.NoSuchChat));
        Assert.That(await Chats.NewestTurnAsync(chat.Id, Cancel), Is.Null);
    }

    [Test]
    public async Task The_newest_answer_is_the_accounts_own()
    {
        var (account, other) = (await NewAccountAsync(), await NewAccountAsync());
        var mine = await Answers.AskAsync(AskOf(account), Cancel);
        await Answers.AskAsync(AskOf(other), Cancel);

        Assert.That(await Answers.NewestAnswerAsync(account, Cancel), Is.EqualTo(mine.AnswerId));
        Assert.That(await Answers.NewestAnswerAsync(await NewAccountAsync(), Cancel), Is.Zero);
    }
}
