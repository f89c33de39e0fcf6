using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of answers in the ledger, and of what is found and forgotten by all answers.</summary>
internal abstract class AnswerLedgerContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 23, 59, 59, 999, TimeSpan.Zero);

    protected IUsageStore Usages { get; set; } = null!;
    protected IAnswerStore Answers { get; set; } = null!;
    protected IChatStore Chats { get; set; } = null!;
    protected IAccountStore Accounts { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    /// <summary>The process that makes the answers dies, where the store knows of several.</summary>
    protected virtual void EndNode() { }

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static NewAsk AskOf(long account, string text = "1234567") =>
        new()
        {
            AccountId = account,
            Text = text,
            Model = "m",
            KeyId = 5,
            Door = "question",
            At = Now,
        };

    private static EndedAnswer EndOf(long account, long answer) =>
        new()
        {
            AnswerId = answer,
            State = AnswerState.Completed,
            Text = "2",
            Entry = new UsageEntry
            {
                AccountId = account,
                Model = "m",
                Door = "question",
                State = AnswerState.Completed,
                PromptTokens = 7,
                CompletionTokens = 1,
                At = Now,
            },
            At = Now,
        };

    private Task<IReadOnlyList<UsageSum>> SumAsync(long? account, long? key = null) =>
        Usages.SumAsync(
            new UsageFilter
            {
                AccountId = account,
                KeyId = key,
                From = Now.AddDays(-30),
                To = Now.AddDays(30),
            },
            Cancel
        );

    [Test]
    public async Task An_answer_is_entered_with_its_end_and_once()
    {
        var account = await NewAccountAsync();
        var answer = (await Answers.AskAsync(AskOf(account), Cancel)).AnswerId;
        var before = await SumAsync(account);

        await Answers.EndAsync(EndOf(account, answer), Cancel);
        await Answers.EndAsync(EndOf(account, answer), Cancel);
        EndNode();
        await Answers.InterruptRunningAsync(Now, Cancel);

        Assert.That(before, Is.Empty);
        Assert.That((await SumAsync(account)).Single().Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task What_a_crash_left_running_is_entered_by_estimate_with_its_key_and_once()
    {
        var account = await NewAccountAsync();
        var answer = (await Answers.AskAsync(AskOf(account), Cancel)).AnswerId;
        await Answers.CheckpointAsync([new Checkpoint(answer, "12345678")], Cancel);
        EndNode();
        await Answers.InterruptRunningAsync(Now, Cancel);
        await Answers.InterruptRunningAsync(Now, Cancel);

        var sum = (await SumAsync(account, key: 5)).Single();
        Assert.That((sum.Calls, sum.Failed, sum.Estimated), Is.EqualTo((1, 1, 1)));
        Assert.That(sum.PromptTokens, Is.EqualTo(TokenEstimate.Of("1234567")));
        Assert.That(sum.CompletionTokens, Is.EqualTo(TokenEstimate.OfText("12345678")));
    }

    [Test]
    public async Task A_deleted_chat_leaves_its_usage()
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
        var ended = await Answers.AskAsync(AskOf(account) with { ChatId = chat.Id }, Cancel);
        var running = await Answers.AskAsync(AskOf(account) with { ChatId = chat.Id }, Cancel);
        await Answers.EndAsync(EndOf(account, ended.AnswerId), Cancel);

        await Chats.DeleteAsync(account, chat.Id, Cancel);
        var kept = await Answers.EndAsync(EndOf(account, running.AnswerId), Cancel);

        Assert.That(kept, Is.False);
        Assert.That((await SumAsync(account)).Single().Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task An_end_for_an_account_that_is_gone_is_no_fault()
    {
        var account = await NewAccountAsync();
        var answer = (await Answers.AskAsync(AskOf(account), Cancel)).AnswerId;
        await Accounts.DeleteAsync(account, Cancel);

        Assert.That(await Answers.EndAsync(EndOf(account, answer), Cancel), Is.False);
    }

    [Test]
    public async Task The_answers_of_an_account_are_found_oldest_first_after_a_number()
    {
        var account = await NewAccountAsync();
        var other = await NewAccountAsync();
        var chat = await Chats.CreateAsync(
            new StoredChat
            {
                AccountId = account,
                CreatedAt = Now,
                ModifiedAt = Now,
            },
            Cancel
        );
        var ids = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add((await Answers.AskAsync(AskOf(account) with { ChatId = i % 2 == 0 ? chat.Id : null }, Cancel)).AnswerId);
            await Answers.AskAsync(AskOf(other), Cancel);
        }

        Assert.That(await Answers.FindAnswersAfterAsync(account, 0, 10, Cancel), Is.EqualTo(ids));
        Assert.That(await Answers.FindAnswersAfterAsync(account, ids[0], 2, Cancel), Is.EqualTo(ids[1..3]));
        Assert.That(await Answers.FindAnswersAfterAsync(account, ids[3], 10, Cancel), Is.Empty);
    }

    [Test]
    public async Task Old_idempotency_keys_go_when_their_answers_have_ended()
    {
        var account = await NewAccountAsync();
        var ended = await KeyedAsync(account, "ended", Now);
        await Answers.EndAsync(EndOf(account, ended), Cancel);
        var running = await KeyedAsync(account, "running", Now);
        var young = await KeyedAsync(account, "young", Now.AddDays(1));
        await Answers.EndAsync(EndOf(account, young), Cancel);

        var gone = await Answers.PruneKeysAsync(Now.AddDays(1), 10, Cancel);

        Assert.That(gone, Is.EqualTo(1));
        Assert.That(await KeyedAsync(account, "running", Now), Is.EqualTo(running));
        Assert.That(await KeyedAsync(account, "young", Now), Is.EqualTo(young));
        Assert.That(await KeyedAsync(account, "ended", Now), Is.Not.EqualTo(ended));
    }

    [Test]
    public async Task No_more_keys_go_at_once_than_may()
    {
        var account = await NewAccountAsync();
        for (var i = 0; i < 5; i++)
            await Answers.EndAsync(EndOf(account, await KeyedAsync(account, $"k{i}", Now)), Cancel);

        var gone = new List<int>();
        for (var i = 0; i < 3; i++)
            gone.Add(await Answers.PruneKeysAsync(Now.AddDays(1), 3, Cancel));

        Assert.That(gone, Is.EqualTo(new[] { 3, 2, 0 }));
    }

    private async Task<long> KeyedAsync(long account, string key, DateTimeOffset at) =>
        (
            await Answers.AskAsync(AskOf(account) with { Key = key, Fingerprint = Asking.Fingerprint(key), At = at }, Cancel)
        ).AnswerId;
}
