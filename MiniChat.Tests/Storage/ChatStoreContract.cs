using MiniChat.ServiceInterface;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of chats. An engine's test class inherits it and only says how to open.</summary>
internal abstract class ChatStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IAnswerStore Answers { get; set; } = null!;
    protected IChatStore Chats { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private Task<StoredChat> NewChatAsync(long account, string? title = null, int minute = 0) =>
        Chats.CreateAsync(
            new StoredChat
            {
                AccountId = account,
                Title = title,
                Model = "m",
                System = "Be brief.",
                IsAssistant = minute == 0,
                CreatedAt = Now,
                ModifiedAt = Now.AddMinutes(minute),
            },
            Cancel
        );

    private Task<BegunChat> BeginAsync(long account, string key, byte content = 1) =>
        Chats.BeginAsync(
            new StoredChat
            {
                AccountId = account,
                CreatedAt = Now,
                ModifiedAt = Now,
            },
            key,
            [content],
            Cancel
        );

    private Task<AskOutcome> SayAsync(StoredChat chat, string text, long? turn = null, long? parent = null) =>
        Answers.AskAsync(
            new NewAsk
            {
                AccountId = chat.AccountId,
                ChatId = chat.Id,
                TurnId = turn,
                ParentId = parent,
                Text = text,
                Model = "m",
                Key = $"key of {text}{turn}",
                At = Now,
            },
            Cancel
        );

    [Test]
    public async Task A_chat_is_found_as_it_was_kept_by_its_owner_alone()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account, "Ünïcode 😀");

        Assert.That(await Chats.FindAsync(account, chat.Id, Cancel), Is.EqualTo(chat));
        Assert.That(await Chats.FindAsync(await NewAccountAsync(), chat.Id, Cancel), Is.Null);
    }

    [Test]
    public async Task A_chat_begun_again_under_its_key_is_the_same_one_as_it_is_now()
    {
        var account = await NewAccountAsync();
        var (chat, isNew) = await BeginAsync(account, "k");
        await Chats.UpdateAsync(
            new ChatChange
            {
                Id = chat!.Id,
                AccountId = account,
                Title = "Renamed",
                At = Now,
            },
            Cancel
        );

        var (again, isNewAgain) = await BeginAsync(account, "k");

        Assert.That((isNew, isNewAgain), Is.EqualTo((true, false)));
        Assert.That((again!.Id, again.Title), Is.EqualTo((chat.Id, "Renamed")));
    }

    [Test]
    public async Task A_key_is_of_one_content_one_account_and_one_chat_that_is_there()
    {
        var account = await NewAccountAsync();
        var (first, _) = await BeginAsync(account, "k");

        var otherContent = await BeginAsync(account, "k", content: 2);
        var otherAccount = await BeginAsync(await NewAccountAsync(), "k");
        await Chats.DeleteAsync(account, first!.Id, Cancel);
        var afterwards = await BeginAsync(account, "k", content: 2);

        Assert.That(otherContent, Is.EqualTo(new BegunChat(null, IsNew: false)));
        Assert.That((otherAccount.IsNew, otherAccount.Chat!.Id == first.Id), Is.EqualTo((true, false)));
        Assert.That((afterwards.IsNew, afterwards.Chat!.Id == first.Id), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_chat_begun_many_times_at_once_under_one_key_is_one()
    {
        var account = await NewAccountAsync();

        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => BeginAsync(account, "k")));

        Assert.That(begun.Select(one => one.Chat!.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(begun.Count(one => one.IsNew), Is.EqualTo(1));
        Assert.That(await Chats.FindManyAsync(account, null, TimePlace.Newest, 10, Cancel), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Chats_come_in_pages_the_last_used_first()
    {
        var account = await NewAccountAsync();
        foreach (var minute in new[] { 3, 1, 2, 2 })
            await NewChatAsync(account, $"at {minute}", minute);

        var page = await Chats.FindManyAsync(account, null, TimePlace.Newest, 2, Cancel);
        var last = page[^1];
        var next = await Chats.FindManyAsync(account, null, TimePlace.Of(last.ModifiedAt, last.Id), 10, Cancel);

        Assert.That(page.Concat(next).Select(chat => chat.Title), Is.EqualTo(new[] { "at 3", "at 2", "at 2", "at 1" }));
        Assert.That(page.Concat(next).Select(chat => chat.Id).Distinct().Count(), Is.EqualTo(4));
    }

    [TestCase("ÄPFEL", 1)]
    [TestCase("äpfel", 1)]
    [TestCase("100%", 1)]
    [TestCase("%", 1)]
    [TestCase("_", 0)]
    [TestCase("birnen", 0)]
    public async Task A_search_takes_the_text_as_it_is_in_any_case(string search, int expected)
    {
        var account = await NewAccountAsync();
        await NewChatAsync(account, "Äpfel zu 100% frisch");
        await NewChatAsync(account);

        Assert.That(await Chats.FindManyAsync(account, search, TimePlace.Newest, 10, Cancel), Has.Count.EqualTo(expected));
    }

    [Test]
    public async Task A_change_is_kept_and_leaves_alone_what_it_does_not_name()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account, "old");
        var change = new ChatChange
        {
            Id = chat.Id,
            AccountId = account,
            Title = "NEW",
            Model = "",
            At = Now.AddHours(1),
        };

        var changed = await Chats.UpdateAsync(change, Cancel);

        Assert.That((changed!.Title, changed.Model, changed.System), Is.EqualTo(("NEW", (string?)null, "Be brief.")));
        Assert.That(changed.ModifiedAt, Is.EqualTo(Now.AddHours(1)));
        Assert.That(await Chats.FindAsync(account, chat.Id, Cancel), Is.EqualTo(changed));
        Assert.That(await Chats.FindManyAsync(account, "new", TimePlace.Newest, 10, Cancel), Has.Count.EqualTo(1));
        Assert.That(await Chats.UpdateAsync(change with { AccountId = await NewAccountAsync() }, Cancel), Is.Null);
    }

    [Test]
    public async Task A_deleted_chat_takes_its_turns_and_keys_with_it_and_no_others()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        var kept = await NewChatAsync(account);
        var gone = await SayAsync(chat, "hello");
        var stays = await SayAsync(kept, "stay");

        var wasThere = await Chats.DeleteAsync(account, chat.Id, Cancel);

        Assert.That(wasThere, Is.True);
        Assert.That(await Chats.DeleteAsync(account, chat.Id, Cancel), Is.False);
        Assert.That(await Answers.FindAsync(account, gone.AnswerId, Cancel), Is.Null);
        Assert.That(await Answers.FindAsync(account, stays.AnswerId, Cancel), Is.Not.Null);
        Assert.That((await SayAsync(kept, "hello")).Result, Is.EqualTo(AskResult.Accepted), "the key went with its answer");
    }

    [Test]
    public async Task A_turn_asked_again_has_two_answers_and_the_path_goes_to_either()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        var first = await SayAsync(chat, "one");

        var second = await SayAsync(chat, "", first.TurnId);

        var children = await Chats.ChildrenAsync(chat.Id, Cancel);
        Assert.That(second.TurnId, Is.EqualTo(first.TurnId));
        Assert.That(children[first.TurnId], Is.EqualTo(new[] { first.AnswerId, second.AnswerId }));
        Assert.That(await Chats.NewestTurnAsync(chat.Id, Cancel), Is.EqualTo(second.AnswerId));
        Assert.That(
            (await Chats.PathAsync(chat.Id, first.AnswerId, 10, Cancel)).Select(turn => turn.Id),
            Is.EqualTo(new[] { first.AnswerId, first.TurnId })
        );
    }

    [Test]
    public async Task A_turn_follows_the_one_it_names_or_none_or_the_newest()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        var first = await SayAsync(chat, "one");
        var second = await SayAsync(chat, "two");

        var branch = await SayAsync(chat, "three", parent: first.AnswerId);
        var anew = await SayAsync(chat, "four", parent: 0);
        var last = await SayAsync(chat, "five");

        var children = await Chats.ChildrenAsync(chat.Id, Cancel);
        Assert.That(children[first.AnswerId], Is.EqualTo(new[] { second.TurnId, branch.TurnId }));
        Assert.That(children[0], Is.EqualTo(new[] { first.TurnId, anew.TurnId }));
        Assert.That(children[anew.AnswerId], Is.EqualTo(new[] { last.TurnId }));
        Assert.That(await Chats.PathAsync(chat.Id, branch.AnswerId, 10, Cancel), Has.Count.EqualTo(4));
    }

    [Test]
    public async Task A_path_is_cut_where_it_is_asked_to_and_empty_for_a_turn_of_another_chat()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        var other = await NewChatAsync(account);
        await SayAsync(chat, "one");
        var last = await SayAsync(chat, "two");

        Assert.That(await Chats.PathAsync(chat.Id, last.AnswerId, 3, Cancel), Has.Count.EqualTo(3));
        Assert.That(await Chats.PathAsync(other.Id, last.AnswerId, 3, Cancel), Is.Empty);
    }
}
