using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine's account store does.</summary>
public abstract class AccountStoreContract
{
    protected IAccountStore Store { get; set; } = null!;

    /// <summary>Opens an empty store.</summary>
    protected abstract void Open();

    [SetUp]
    public void SetUp() => Open();

    [Test]
    public async Task An_account_comes_back_as_it_was_kept()
    {
        var account = New("alice", "a@b.c");
        account.DisplayName = "Alice Ä 😀";
        account.FirstName = "Alice";
        account.LastName = "A";
        account.Roles = ["User", "Admin"];

        var created = await Store.CreateAsync(account, default);

        account.Id = created.Id;
        var found = await Store.FindAsync(created.Id, default);
        Assert.That(found, Is.EqualTo(account).UsingPropertiesComparer());
        Assert.That(created.Id, Is.Positive);
    }

    [Test]
    public async Task An_account_is_found_by_name_and_by_address()
    {
        var id = (await Store.CreateAsync(New("alice", "a@b.c"), default)).Id;

        Assert.That((await Store.FindByNameAsync("ALICE", default))?.Id, Is.EqualTo(id));
        Assert.That((await Store.FindByEmailAsync("A@B.C", default))?.Id, Is.EqualTo(id));
        Assert.That(await Store.FindByNameAsync("BOB", default), Is.Null);
        Assert.That(await Store.FindByEmailAsync("X@B.C", default), Is.Null);
        Assert.That(await Store.FindAsync(id + 1, default), Is.Null);
    }

    [TestCase("alice", "other@b.c", Taken.UserName)]
    [TestCase("other", "a@b.c", Taken.Email)]
    [TestCase("alice", "a@b.c", Taken.UserName | Taken.Email)]
    [TestCase("bob", "a@b.c", Taken.UserName | Taken.Email)]
    public async Task What_is_taken_is_told(string name, string email, Taken taken)
    {
        await Store.CreateAsync(New("alice", "a@b.c"), default);
        await Store.CreateAsync(New("bob", "b@b.c"), default);

        var created = await Store.CreateAsync(New(name, email), default);

        Assert.That(created, Is.EqualTo(new AccountCreation(0, taken)));
    }

    [Test]
    public async Task Many_accounts_can_be_without_an_address()
    {
        Assert.That((await Store.CreateAsync(New("alice", null), default)).Taken, Is.EqualTo(Taken.Nothing));
        Assert.That((await Store.CreateAsync(New("bob", null), default)).Taken, Is.EqualTo(Taken.Nothing));
        Assert.That((await Store.CreateAsync(New("bob", null), default)).Taken, Is.EqualTo(Taken.UserName));
    }

    [Test]
    public async Task Of_twenty_at_once_with_one_name_one_is_made()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.CreateAsync(New("alice", null), default)));

        Assert.That(all.Count(one => one.Id > 0), Is.EqualTo(1));
        Assert.That(all.Count(one => one.Taken == Taken.UserName), Is.EqualTo(19));
    }

    [Test]
    public async Task A_change_is_kept_and_a_taken_name_is_not()
    {
        await Store.CreateAsync(New("alice", null), default);
        var bob = New("bob", null);
        bob.Id = (await Store.CreateAsync(bob, default)).Id;

        bob.DisplayName = "Bobby";
        var changed = await Store.UpdateAsync(bob, default);
        bob.NormalizedUserName = "ALICE";
        var taken = await Store.UpdateAsync(bob, default);

        Assert.That(changed, Is.EqualTo(new AccountUpdate(true, Taken.Nothing)));
        Assert.That(taken, Is.EqualTo(new AccountUpdate(true, Taken.UserName)));
        var found = await Store.FindByNameAsync("BOB", default);
        Assert.That(found?.DisplayName, Is.EqualTo("Bobby"));
    }

    [Test]
    public async Task What_is_gone_can_be_neither_changed_nor_deleted()
    {
        var alice = New("alice", null);
        alice.Id = (await Store.CreateAsync(alice, default)).Id;

        Assert.That(await Store.DeleteAsync(alice.Id, default), Is.True);
        Assert.That(await Store.DeleteAsync(alice.Id, default), Is.False);
        Assert.That(await Store.UpdateAsync(alice, default), Is.EqualTo(new AccountUpdate(false, Taken.Nothing)));
        Assert.That(await Store.FindAsync(alice.Id, default), Is.Null);
    }

    [Test]
    public async Task The_number_of_a_deleted_account_is_not_given_again()
    {
        var first = (await Store.CreateAsync(New("alice", null), default)).Id;
        await Store.DeleteAsync(first, default);

        var second = (await Store.CreateAsync(New("alice", null), default)).Id;

        Assert.That(second, Is.GreaterThan(first));
    }

    [Test]
    public async Task A_hash_is_renewed_unless_the_password_changed_meanwhile()
    {
        var id = (await Store.CreateAsync(New("alice", null), default)).Id;

        await Store.RehashAsync(id, "hash", "newer", default);
        await Store.RehashAsync(id, "hash", "newest", default);

        Assert.That((await Store.FindAsync(id, default))?.PasswordHash, Is.EqualTo("newer"));
    }

    private static Account New(string name, string? email) =>
        new()
        {
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email?.ToUpperInvariant(),
            PasswordHash = "hash",
            SecurityStamp = "stamp",
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123),
        };
}
