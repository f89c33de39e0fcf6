using MiniChat.ServiceInterface;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Shares;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of links to chats. An engine's test class inherits it and only says how to open.</summary>
internal abstract class ShareStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IChatStore Chats { get; set; } = null!;
    protected IAccountStore Accounts { get; set; } = null!;
    protected IShareStore Shares { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private async Task<StoredShare> NewAsync(long account, string token, int minute = 0)
    {
        var chat = await Chats.CreateAsync(
            new StoredChat
            {
                AccountId = account,
                Title = $"chat of {token}",
                CreatedAt = Now,
                ModifiedAt = Now,
            },
            Cancel
        );
        return new StoredShare
        {
            ChatId = chat.Id,
            AccountId = account,
            Token = token,
            TurnId = 7,
            CreatedAt = Now.AddMinutes(minute),
        };
    }

    [Test]
    public async Task A_chat_that_is_deleted_while_it_is_shared_has_no_link_and_nobody_sees_a_fault()
    {
        var account = await NewAccountAsync();
        for (var round = 0; round < 30; round++)
        {
            var share = await NewAsync(account, $"t{round}");
            var sharing = Enumerable.Range(0, 4).Select(_ => Shares.KeepAsync(share, Cancel));

            await Task.WhenAll([.. sharing, Chats.DeleteAsync(account, share.ChatId, Cancel)]);

            Assert.That(await Shares.FindAsync(account, share.ChatId, Cancel), Is.Null);
        }
    }

    [Test]
    public async Task A_link_is_found_by_its_token_and_by_its_chat()
    {
        var account = await NewAccountAsync();
        var share = await NewAsync(account, "t");

        var kept = await Shares.KeepAsync(share, Cancel);

        Assert.That(kept, Is.EqualTo(share));
        Assert.That(await Shares.FindAsync(account, share.ChatId, Cancel), Is.EqualTo(share));
        Assert.That(await Shares.FindByTokenAsync("t", Cancel), Is.EqualTo(new SharedChat(share, "chat of t", Now)));
        Assert.That(await Shares.FindByTokenAsync("T", Cancel), Is.Null);
        Assert.That(await Shares.FindAsync(await NewAccountAsync(), share.ChatId, Cancel), Is.Null);
    }

    [Test]
    public async Task Keeping_again_moves_the_turn_alone_and_only_the_owner_can()
    {
        var account = await NewAccountAsync();
        var share = await NewAsync(account, "t");
        await Shares.KeepAsync(share, Cancel);

        var again = share with { Token = "other", TurnId = 9, CreatedAt = Now.AddDays(1) };
        var moved = await Shares.KeepAsync(again, Cancel);
        var theirs = await Shares.KeepAsync(again with { AccountId = await NewAccountAsync(), TurnId = 11 }, Cancel);

        Assert.That(moved, Is.EqualTo(share with { TurnId = 9 }));
        Assert.That(theirs, Is.Null);
        Assert.That((await Shares.FindByTokenAsync("t", Cancel))!.Share.TurnId, Is.EqualTo(9));
    }

    [Test]
    public async Task A_link_ends_by_its_owner_its_chat_and_its_account()
    {
        var account = await NewAccountAsync();
        var goes = await NewAccountAsync();
        var shares = new[] { await NewAsync(account, "a"), await NewAsync(account, "b"), await NewAsync(goes, "c") };
        foreach (var share in shares)
            await Shares.KeepAsync(share, Cancel);

        Assert.That(await Shares.EndAsync(goes, shares[0].ChatId, Cancel), Is.False);
        Assert.That(await Shares.EndAsync(account, shares[0].ChatId, Cancel), Is.True);
        await Chats.DeleteAsync(account, shares[1].ChatId, Cancel);
        await Accounts.DeleteAsync(goes, Cancel);

        foreach (var token in new[] { "a", "b", "c" })
            Assert.That(await Shares.FindByTokenAsync(token, Cancel), Is.Null, token);
    }

    [Test]
    public async Task Links_are_listed_in_pages_the_newest_first()
    {
        var account = await NewAccountAsync();
        foreach (var (token, minute) in new[] { ("a", 2), ("b", 1), ("c", 2) })
            await Shares.KeepAsync(await NewAsync(account, token, minute), Cancel);
        await Shares.KeepAsync(await NewAsync(await NewAccountAsync(), "d"), Cancel);

        var page = await Shares.FindManyAsync(account, TimePlace.Newest, 2, Cancel);
        var last = page[^1].Share;
        var rest = await Shares.FindManyAsync(account, TimePlace.Of(last.CreatedAt, last.ChatId), 2, Cancel);

        Assert.That(page.Concat(rest).Select(one => one.Share.Token), Is.EqualTo(new[] { "c", "a", "b" }));
    }
}
