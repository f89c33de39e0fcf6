using MiniChat.ServiceInterface;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of finding turns by their words. An engine's test class inherits it and only says how to open.</summary>
internal abstract class SearchStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IAnswerStore Answers { get; set; } = null!;
    protected IChatStore Chats { get; set; } = null!;
    protected IAccountStore Accounts { get; set; } = null!;
    protected ISearchStore Searches { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    /// <summary>How many turns have words.</summary>
    protected abstract Task<long> CountAsync();

    /// <summary>The process that makes the answers dies, where the store knows of several.</summary>
    protected virtual void EndNode() { }

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private Task<StoredChat> NewChatAsync(long account, string? title = null, int minute = 0) =>
        Chats.CreateAsync(
            new StoredChat
            {
                AccountId = account,
                Title = title,
                CreatedAt = Now.AddMinutes(minute),
                ModifiedAt = Now,
            },
            Cancel
        );

    private async Task<AskOutcome> SayAsync(StoredChat chat, string text, string? answer = null, int minute = 0)
    {
        var outcome = await Answers.AskAsync(
            new NewAsk
            {
                AccountId = chat.AccountId,
                ChatId = chat.Id,
                Text = text,
                Words = SearchWords.Of(chat.AccountId, text),
                Model = "m",
                At = Now.AddMinutes(minute),
            },
            Cancel
        );
        if (answer is not null)
            await EndAsync(chat, outcome, answer);
        return outcome;
    }

    private Task<bool> EndAsync(StoredChat chat, AskOutcome outcome, string answer) =>
        Answers.EndAsync(
            new EndedAnswer
            {
                AnswerId = outcome.AnswerId,
                State = AnswerState.Completed,
                Text = answer,
                Words = SearchWords.Of(chat.AccountId, answer),
                At = Now,
            },
            Cancel
        );

    private async Task<long[]> FindAsync(long account, string search, TimePlace? before = null, int take = 10) =>
        [
            .. (
                await Searches.FindTurnsAsync(account, SearchQuery.Parse(search).Words, before ?? TimePlace.Newest, take, Cancel)
            ).Select(turn => turn.Id),
        ];

    [Test]
    public async Task A_turn_is_found_with_what_there_is_to_tell_of_it_by_its_owner_alone()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account, "Trees");
        var said = await SayAsync(chat, "An oak 😀 grows\r\nslowly");
        var other = await NewAccountAsync();
        await SayAsync(await NewChatAsync(other), "An oak too");

        var found = await Searches.FindTurnsAsync(account, SearchQuery.Parse("OAK slow").Words, TimePlace.Newest, 10, Cancel);

        Assert.That(
            found,
            Is.EqualTo(new[] { new SearchedTurn(said.TurnId, chat.Id, "Trees", "user", "An oak 😀 grows\r\nslowly", Now) })
        );
    }

    [Test]
    public async Task An_answer_is_found_from_its_end_on()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        var asked = await SayAsync(chat, "tell");
        await Answers.CheckpointAsync([new Checkpoint(asked.AnswerId, "a birch")], Cancel);
        var before = await FindAsync(account, "birch");

        await EndAsync(chat, asked, "a birch and more");

        Assert.That(before, Is.Empty);
        Assert.That(await FindAsync(account, "birch more"), Is.EqualTo(new[] { asked.AnswerId }));
    }

    [Test]
    public async Task An_answer_that_a_dead_process_left_is_found_by_what_there_is_of_it()
    {
        var account = await NewAccountAsync();
        var asked = await SayAsync(await NewChatAsync(account), "tell");
        await Answers.CheckpointAsync([new Checkpoint(asked.AnswerId, "a birch")], Cancel);
        EndNode();

        await Answers.InterruptRunningAsync(Now, Cancel);

        Assert.That(await FindAsync(account, "birch"), Is.EqualTo(new[] { asked.AnswerId }));
    }

    [Test]
    public async Task Turns_come_in_pages_the_newest_by_time_first()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        var ids = new List<long>();
        foreach (var minute in new[] { 3, 1, 2, 2 })
            ids.Add((await SayAsync(chat, "oak", minute: minute)).TurnId);

        var page = await FindAsync(account, "oak", take: 2);
        var rest = await FindAsync(account, "oak", TimePlace.Of(Now.AddMinutes(2), page[^1]));

        Assert.That(page.Concat(rest), Is.EqualTo(new[] { ids[0], ids[3], ids[2], ids[1] }));
    }

    [TestCase("grünes Eichenlaub", "GRUNES eich", true)]
    [TestCase("grünes Eichenlaub", "eich grünes", false, Description = "only the last word may be a beginning")]
    [TestCase("我喜欢东京的夏天", "东京", true)]
    [TestCase("我喜欢东京的夏天", "京", true)]
    [TestCase("我喜欢东京的夏天", "天", true)]
    [TestCase("我喜欢东京的夏天", "京夏", false)]
    [TestCase("เขาชอบกินข้าว", "กินข้าว", true)]
    [TestCase("Он купил ёлку", "елк", true)]
    [TestCase("שָׁלוֹם עולם", "שלום", true)]
    [TestCase("cafe\u0301 noir", "café", true)]
    [TestCase("a \"quoted\" OR b' -- ; DROP", "\"quoted\" OR b' -- ;", true)]
    [TestCase("see foo:bar*baz^2", "foo:bar*", true)]
    [TestCase("nothing 👋🏽 said", "👋", true)]
    [TestCase("under_score", "score", true)]
    public async Task A_turn_that_has_the_words_is_found_and_no_other(string text, string search, bool expected)
    {
        var account = await NewAccountAsync();
        await SayAsync(await NewChatAsync(account), text);

        Assert.That(await FindAsync(account, search), Has.Length.EqualTo(expected ? 1 : 0));
    }

    [Test]
    public async Task A_long_text_of_many_words_is_kept_and_found()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        var text = string.Join(' ', Enumerable.Range(0, 150_000).Select(i => $"w{i:x}"));

        await SayAsync(chat, "one line", new string('x', 100_000) + " end");
        var asked = await SayAsync(chat, "many", text);
        await SayAsync(chat, "signs", string.Concat(Enumerable.Range(0, 300_000).Select(i => (char)(0x4E00 + i * 7 % 20_000))));

        Assert.That(await FindAsync(account, "w1 w64 w1000"), Is.EqualTo(new[] { asked.AnswerId }));
        Assert.That(await FindAsync(account, "end"), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task What_is_deleted_with_its_chat_or_account_leaves_no_words()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        await SayAsync(chat, "oak", "an oak");
        await SayAsync(chat, "running oak");
        var kept = await SayAsync(await NewChatAsync(account), "oak");
        var goes = await NewAccountAsync();
        await SayAsync(await NewChatAsync(goes), "oak", "oak");
        var before = await CountAsync();

        await Chats.DeleteAsync(account, chat.Id, Cancel);
        var between = await CountAsync();
        await Accounts.DeleteAsync(goes, Cancel);

        Assert.That((before, between, await CountAsync()), Is.EqualTo((6, 3, 1)));
        Assert.That(await FindAsync(account, "oak"), Is.EqualTo(new[] { kept.TurnId }));
        Assert.That(await FindAsync(goes, "oak"), Is.Empty);
    }

    [Test]
    public async Task Questions_outside_of_chats_are_not_among_them()
    {
        var account = await NewAccountAsync();

        await Answers.AskAsync(
            new NewAsk
            {
                AccountId = account,
                Text = "oak",
                Model = "m",
                At = Now,
            },
            Cancel
        );

        Assert.That(await FindAsync(account, "oak"), Is.Empty);
        Assert.That(await CountAsync(), Is.Zero);
    }

    [Test]
    public async Task Titles_come_the_last_begun_first_without_chats_that_have_none()
    {
        var account = await NewAccountAsync();
        await NewChatAsync(account, "second", 2);
        await NewChatAsync(account, null, 3);
        await NewChatAsync(account, "first", 1);
        await NewChatAsync(await NewAccountAsync(), "not mine");

        var titles = await Searches.FindTitlesAsync(account, TimePlace.Newest, 10, Cancel);

        Assert.That(titles.Select(title => title.Title), Is.EqualTo(new[] { "second", "first" }));
    }
}
