using MiniChat.ServiceInterface;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceInterface.Transfers;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of whole chats. An engine's test class inherits it and only says how to open.</summary>
internal abstract class TransferStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IAnswerStore Answers { get; set; } = null!;
    protected IChatStore Chats { get; set; } = null!;
    protected ISearchStore Searches { get; set; } = null!;
    protected ITransferStore Transfers { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static NewChat ChatOf(long account, string title, params (int? Parent, string Role, string Text)[] turns) =>
        new(
            new StoredChat
            {
                AccountId = account,
                Title = title,
                Model = "m",
                CreatedAt = Now,
                ModifiedAt = Now.AddHours(1),
            },
            [
                .. turns.Select(turn => new NewTurn
                {
                    Parent = turn.Parent,
                    Role = turn.Role,
                    Text = turn.Text,
                    Words = SearchWords.Of(account, turn.Text),
                    State = turn.Role == "user" ? null : AnswerState.Stopped,
                    Model = turn.Role == "user" ? null : "gpt",
                    Usage = turn.Role == "user" ? null : new Usage { PromptTokens = 3, CompletionTokens = 4 },
                    CreatedAt = Now.AddMinutes(1),
                }),
            ]
        );

    private static NewChat Tree(long account) =>
        ChatOf(
            account,
            "tree",
            (null, "user", "oak \0"),
            (0, "assistant", "birch"),
            (0, "assistant", "beech"),
            (2, "user", "elm")
        );

    [Test]
    public async Task A_chat_that_is_added_is_there_with_its_tree_and_found_by_its_words()
    {
        var account = await NewAccountAsync();

        var id = (await Transfers.AddAsync(account, [Tree(account)], Cancel)).Single()!.Value;

        var turns = await Transfers.FindTurnsAsync(id, Cancel);
        var chat = await Chats.FindAsync(account, id, Cancel);
        Assert.That(chat, Is.EqualTo(Tree(account).Chat with { Id = id }));
        Assert.That(turns.Select(turn => turn.Text), Is.EqualTo(new[] { "oak \0", "birch", "beech", "elm" }));
        Assert.That(turns.Select(turn => turn.ParentId), Is.EqualTo(new long?[] { null, turns[0].Id, turns[0].Id, turns[2].Id }));
        Assert.That(
            (turns[1].Answer!.State, turns[1].Answer!.Model, turns[1].Answer!.Usage!.CompletionTokens, turns[1].CreatedAt),
            Is.EqualTo((AnswerState.Stopped, "gpt", 4, Now.AddMinutes(1)))
        );
        var found = await Searches.FindTurnsAsync(account, SearchQuery.Parse("beech").Words, TimePlace.Newest, 10, Cancel);
        Assert.That(found.Single().Id, Is.EqualTo(turns[2].Id));
    }

    [Test]
    public async Task The_same_chat_is_added_once_and_one_that_differs_is_another()
    {
        var account = await NewAccountAsync();
        var other = ChatOf(account, "tree", (null, "user", "oak \0"), (0, "assistant", "birch"));

        var first = await Transfers.AddAsync(account, [Tree(account), Tree(account), other], Cancel);
        var again = await Transfers.AddAsync(account, [other, Tree(account)], Cancel);
        var theirs = await NewAccountAsync();
        var elsewhere = await Transfers.AddAsync(theirs, [Tree(theirs)], Cancel);

        Assert.That(first.Select(id => id is null), Is.EqualTo(new[] { false, true, false }));
        Assert.That(again, Is.All.Null);
        Assert.That(elsewhere.Single(), Is.Not.Null);
    }

    [Test]
    public async Task Who_follows_answers_is_not_told_of_what_was_added()
    {
        var account = await NewAccountAsync();
        await Transfers.AddAsync(account, [Tree(account)], Cancel);

        var asked = await Answers.AskAsync(
            new NewAsk
            {
                AccountId = account,
                Text = "new",
                Model = "m",
                At = Now,
            },
            Cancel
        );

        Assert.That(await Answers.FindAnswersAfterAsync(account, 0, 10, Cancel), Is.EqualTo(new[] { asked.AnswerId }));
    }

    [Test]
    public async Task Chats_are_read_in_pages_the_first_begun_first()
    {
        var account = await NewAccountAsync();
        foreach (var (title, day) in new[] { ("c", 2), ("a", 1), ("d", 2) })
        {
            var chat = ChatOf(account, title, (null, "user", title));
            await Transfers.AddAsync(account, [chat with { Chat = chat.Chat with { CreatedAt = Now.AddDays(day) } }], Cancel);
        }

        var page = await Transfers.FindChatsAsync(account, TimePlace.Oldest, 2, Cancel);
        var last = page[^1];
        var rest = await Transfers.FindChatsAsync(account, TimePlace.Of(last.CreatedAt, last.Id), 2, Cancel);

        Assert.That(page.Concat(rest).Select(chat => chat.Title), Is.EqualTo(new[] { "a", "c", "d" }));
    }
}
