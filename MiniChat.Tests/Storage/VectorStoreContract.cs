using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of the vectors of asks.</summary>
internal abstract class VectorStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IVectorStore Vectors { get; set; } = null!;
    protected IAnswerStore Answers { get; set; } = null!;
    protected IChatStore Chats { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    /// <summary>Takes an account away.</summary>
    protected abstract Task DeleteAccountAsync(long accountId);

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private async Task<long> AskAsync(long account, string text = "text", string door = "question", long? chat = null)
    {
        var ask = new NewAsk
        {
            AccountId = account,
            ChatId = chat,
            Text = text,
            Model = "m",
            Door = door,
            At = Now,
        };
        return (await Answers.AskAsync(ask, Cancel)).AnswerId;
    }

    private async Task<long> NewChatAsync(long account) =>
        (
            await Chats.CreateAsync(
                new StoredChat
                {
                    AccountId = account,
                    CreatedAt = Now,
                    ModifiedAt = Now,
                },
                Cancel
            )
        ).Id;

    private Task<IReadOnlyList<UnembeddedAsk>> MissingAsync(string embedder = "e", int take = 100, long after = 0) =>
        Vectors.FindMissingAsync(embedder, after, take, Cancel);

    private static NewVector Vector(UnembeddedAsk ask, params float[] vector) => NewVector.Of(ask, vector);

    /// <summary>Gives all that misses one a vector.</summary>
    private async Task KeepAllAsync(string embedder = "e", params float[] vector)
    {
        var missing = await MissingAsync(embedder);
        float[] kept = vector.Length == 0 ? [1, 0] : vector;
        await Vectors.KeepAsync(embedder, [.. missing.Select(ask => Vector(ask, kept))], missing[^1].AnswerId, Cancel);
    }

    private static VectorSet Set(long account, string embedder = "e", bool prompts = false) => new(account, embedder, prompts);

    private async Task<long[]> LoadedAsync(VectorSet set) =>
        [.. (await Vectors.LoadAsync(set, 0, 100, Cancel)).Select(one => one.AnswerId)];

    [Test]
    public async Task Asks_without_a_vector_are_found_oldest_first_with_the_beginning_of_their_text()
    {
        var (one, two) = (await NewAccountAsync(), await NewAccountAsync());
        var first = await AskAsync(one, "Grüße 😀");
        var second = await AskAsync(two, "y" + string.Concat(Enumerable.Repeat("😀", 9000)), door: "prompt");
        var third = await AskAsync(one, "z");

        var missing = await MissingAsync(take: 2);

        Assert.That(missing[0], Is.EqualTo(new UnembeddedAsk(first, one, IsPrompt: false, "Grüße 😀")));
        Assert.That((missing[1].AnswerId, missing[1].AccountId, missing[1].IsPrompt), Is.EqualTo((second, two, true)));
        Assert.That(missing[1].Text.EnumerateRunes().Count(), Is.EqualTo(8000));
        Assert.That(missing, Has.Count.EqualTo(2));
        Assert.That((await MissingAsync(after: second)).Single().AnswerId, Is.EqualTo(third), "those behind a number");
        var own = await Vectors.FindMissingOfAsync(one, "e", 100, Cancel);
        Assert.That(own.Select(ask => ask.AnswerId), Is.EqualTo(new[] { third, first }), "an account's own, newest first");
        Assert.That(await Vectors.FindMissingOfAsync(one, "e", 1, Cancel), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_has_its_vector_is_missing_no_more_and_what_comes_later_is()
    {
        var account = await NewAccountAsync();
        await AskAsync(account);
        await KeepAllAsync();
        Assert.That(await MissingAsync(), Is.Empty);
        Assert.That(await Vectors.FindMissingOfAsync(account, "e", 10, Cancel), Is.Empty);

        var later = await AskAsync(account);

        Assert.That((await MissingAsync()).Single().AnswerId, Is.EqualTo(later));
    }

    [Test]
    public async Task A_vector_kept_out_of_turn_hides_no_older_ask()
    {
        var account = await NewAccountAsync();
        var older = await AskAsync(account);
        await AskAsync(account);
        var newest = (await Vectors.FindMissingOfAsync(account, "e", 1, Cancel)).Single();

        await Vectors.KeepAsync("e", [Vector(newest, 1, 0)], upTo: null, Cancel);

        Assert.That((await MissingAsync()).Single().AnswerId, Is.EqualTo(older));
    }

    [Test]
    public async Task Vectors_and_codes_come_back_to_the_bit()
    {
        var account = await NewAccountAsync();
        var id = await AskAsync(account);
        float[] vector = [0.6f, -0.8f, float.Epsilon, 1e-30f];
        await KeepAllAsync("e", vector);

        var codes = (await Vectors.LoadAsync(Set(account), 0, 10, Cancel)).Single();
        var found = (await Vectors.VectorsAsync(Set(account), [id, id + 1000], Cancel)).Single();

        var expected = Vector(new UnembeddedAsk(id, account, false, ""), vector);
        Assert.That((codes.AnswerId, codes.Scale), Is.EqualTo((id, expected.Scale)));
        Assert.That(codes.Codes, Is.EqualTo(expected.Codes));
        Assert.That((found.AnswerId, found.Vector.AsEnumerable()), Is.EqualTo((id, vector.AsEnumerable())));
    }

    [Test]
    public async Task Codes_are_read_in_pages_by_account_embedder_and_kind()
    {
        var (one, two) = (await NewAccountAsync(), await NewAccountAsync());
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
            ids.Add(await AskAsync(one, door: i == 3 ? "prompt" : "question"));
        await AskAsync(two);
        await KeepAllAsync();

        var page = await Vectors.LoadAsync(Set(one), ids[1], 2, Cancel);

        Assert.That(page.Select(row => row.AnswerId), Is.EqualTo(new[] { ids[2], ids[3] }));
        Assert.That(await LoadedAsync(Set(one)), Is.EqualTo(ids));
        Assert.That(await LoadedAsync(Set(one, prompts: true)), Is.EqualTo(new[] { ids[3] }));
        Assert.That(await LoadedAsync(Set(one, "other")), Is.Empty);
        Assert.That(await Vectors.VectorsAsync(Set(two), ids, Cancel), Is.Empty, "another account's");
        Assert.That(await Vectors.VectorsAsync(Set(one, "other"), ids, Cancel), Is.Empty, "another embedder's");
    }

    [Test]
    public async Task A_text_that_has_no_vector_is_neither_missing_nor_found()
    {
        var account = await NewAccountAsync();
        var id = await AskAsync(account);
        var missing = await MissingAsync();

        await Vectors.KeepAsync("e", [Vector(missing.Single())], id, Cancel);

        Assert.That(await MissingAsync(), Is.Empty);
        Assert.That(await Vectors.FindMissingOfAsync(account, "e", 10, Cancel), Is.Empty);
        Assert.That(await LoadedAsync(Set(account)), Is.Empty);
        Assert.That(await Vectors.VectorsAsync(Set(account), [id], Cancel), Is.Empty);
    }

    [Test]
    public async Task Another_embedder_misses_all_and_replaces_what_was_there_also_when_it_changes_back()
    {
        var account = await NewAccountAsync();
        var ids = new[] { await AskAsync(account), await AskAsync(account) };
        await KeepAllAsync();

        Assert.That((await MissingAsync("f")).Select(ask => ask.AnswerId), Is.EqualTo(ids));
        var newest = (await Vectors.FindMissingOfAsync(account, "f", 1, Cancel)).Single();
        await Vectors.KeepAsync("f", [Vector(newest, 0, 1)], upTo: null, Cancel);

        Assert.That(await LoadedAsync(Set(account)), Is.EqualTo(ids[..1]));
        Assert.That(await LoadedAsync(Set(account, "f")), Is.EqualTo(ids[1..]));
        Assert.That((await MissingAsync()).Select(ask => ask.AnswerId), Is.EqualTo(ids[1..]), "the old one is back");
    }

    [Test]
    public async Task Vectors_go_with_their_chat_and_their_account_and_come_not_back()
    {
        var account = await NewAccountAsync();
        var chat = await NewChatAsync(account);
        await AskAsync(account, chat: chat);
        var question = await AskAsync(account);
        var late = await MissingAsync();
        await KeepAllAsync();

        await Chats.DeleteAsync(account, chat, Cancel);
        await Vectors.KeepAsync("e", [.. late.Select(ask => Vector(ask, 1, 0))], upTo: null, Cancel);

        Assert.That(await LoadedAsync(Set(account)), Is.EqualTo(new[] { question }));
        await DeleteAccountAsync(account);
        await Vectors.KeepAsync("e", [.. late.Select(ask => Vector(ask, 1, 0))], upTo: null, Cancel);
        Assert.That(await LoadedAsync(Set(account)), Is.Empty);
    }

    [Test]
    public async Task Asks_are_read_in_the_order_of_the_numbers_given_and_never_another_accounts()
    {
        var (one, two) = (await NewAccountAsync(), await NewAccountAsync());
        var chat = await NewChatAsync(one);
        var first = await AskAsync(one, "first");
        var second = await AskAsync(one, "second", chat: chat);
        var foreign = await AskAsync(two, "foreign");
        await Answers.EndAsync(
            new EndedAnswer
            {
                AnswerId = first,
                State = AnswerState.Completed,
                Text = "answer",
                At = Now,
            },
            Cancel
        );

        var found = await Vectors.FindAsync(one, [second, foreign, first, 999_999], Cancel);

        Assert.That(
            found,
            Is.EqualTo(
                new[] { new StoredAsk(second, chat, "second", "", Now), new StoredAsk(first, null, "first", "answer", Now) }
            )
        );
    }
}
