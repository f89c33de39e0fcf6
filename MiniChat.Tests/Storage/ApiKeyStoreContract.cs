using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of API keys.</summary>
internal abstract class ApiKeyStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IApiKeyStore Keys { get; set; } = null!;
    protected IAccountStore Accounts { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static ApiKey KeyOf(long account, string name = "mine") =>
        new()
        {
            AccountId = account,
            Name = name,
            Prefix = "mc-Ab12",
            Scopes = ["chat", "model"],
            CreatedAt = Now,
            ExpiresAt = Now.AddDays(1),
        };

    [Test]
    public async Task A_key_is_found_by_its_hash_with_its_account()
    {
        var account = await NewAccountAsync();

        var id = await Keys.CreateAsync(KeyOf(account), "hash", 10, Cancel);

        var found = await Keys.FindAsync("hash", Cancel);
        Assert.That(found!.Key with { Scopes = [] }, Is.EqualTo(KeyOf(account) with { Id = id!.Value, Scopes = [] }));
        Assert.That(found.Key.Scopes, Is.EqualTo(new[] { "chat", "model" }));
        Assert.That((found.Account.Id, found.Account.Roles), Is.EqualTo((account, new[] { "User" })));
        Assert.That(found.Account.UserName, Is.Not.Empty);
        Assert.That((found.Key.HasExpired(Now), found.Key.HasExpired(Now.AddDays(1))), Is.EqualTo((false, true)));
        Assert.That(await Keys.FindAsync("other", Cancel), Is.Null);
    }

    [Test]
    public async Task Keys_are_listed_newest_first_and_only_to_their_owner()
    {
        var account = await NewAccountAsync();
        var other = await NewAccountAsync();
        await Keys.CreateAsync(KeyOf(account, "one") with { ExpiresAt = null }, "1", 10, Cancel);
        await Keys.CreateAsync(KeyOf(account, "two"), "2", 10, Cancel);
        await Keys.CreateAsync(KeyOf(other, "theirs"), "3", 10, Cancel);

        var found = await Keys.FindManyAsync(account, Cancel);

        Assert.That(found.Select(key => key.Name), Is.EqualTo(new[] { "two", "one" }));
        Assert.That((found[1].ExpiresAt, found[1].LastUsedAt), Is.EqualTo(((DateTimeOffset?)null, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task The_limit_of_keys_is_exact_under_many_at_once()
    {
        var account = await NewAccountAsync();

        var ids = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Keys.CreateAsync(KeyOf(account), $"hash{i}", 7, Cancel))
        );

        Assert.That(ids.Count(id => id is not null), Is.EqualTo(7));
        Assert.That(await Keys.FindManyAsync(account, Cancel), Has.Count.EqualTo(7));
    }

    [Test]
    public async Task A_use_is_noted_and_an_earlier_one_changes_nothing()
    {
        var account = await NewAccountAsync();
        var id = (await Keys.CreateAsync(KeyOf(account), "hash", 10, Cancel))!.Value;

        await Keys.TouchAsync(id, Now.AddMinutes(2), Cancel);
        await Keys.TouchAsync(id, Now.AddMinutes(1), Cancel);

        Assert.That((await Keys.FindManyAsync(account, Cancel)).Single().LastUsedAt, Is.EqualTo(Now.AddMinutes(2)));
    }

    [Test]
    public async Task A_deleted_key_is_gone_and_its_number_is_not_given_again()
    {
        var account = await NewAccountAsync();
        var other = await NewAccountAsync();
        var id = (await Keys.CreateAsync(KeyOf(account), "hash", 10, Cancel))!.Value;

        var foreign = await Keys.DeleteAsync(other, id, Cancel);
        var stillThere = await Keys.FindAsync("hash", Cancel);
        var own = await Keys.DeleteAsync(account, id, Cancel);
        var again = await Keys.DeleteAsync(account, id, Cancel);

        Assert.That((foreign, stillThere is null, own, again), Is.EqualTo((false, false, true, false)));
        Assert.That(await Keys.FindAsync("hash", Cancel), Is.Null);
        Assert.That(await Keys.CreateAsync(KeyOf(account), "next", 10, Cancel), Is.GreaterThan(id));
    }

    [Test]
    public async Task Of_many_keys_those_are_found_that_are_there()
    {
        var account = await NewAccountAsync();
        var ids = new List<long>();
        for (var i = 0; i < 70; i++)
            ids.Add((await Keys.CreateAsync(KeyOf(account), $"many{i}", 100, Cancel))!.Value);
        await Keys.DeleteAsync(account, ids[3], Cancel);
        await Keys.DeleteAsync(account, ids[69], Cancel);

        var found = await Keys.FindThereAsync([.. ids, ids[69] + 1000], Cancel);

        Assert.That(found, Is.EquivalentTo(ids.Except([ids[3], ids[69]])));
        Assert.That(await Keys.FindThereAsync([], Cancel), Is.Empty);
    }

    [Test]
    public async Task The_keys_of_an_account_go_together_and_with_it()
    {
        var account = await NewAccountAsync();
        var other = await NewAccountAsync();
        await Keys.CreateAsync(KeyOf(account), "1", 10, Cancel);
        await Keys.CreateAsync(KeyOf(account), "2", 10, Cancel);
        await Keys.CreateAsync(KeyOf(other), "3", 10, Cancel);

        await Keys.DeleteAllAsync(account, Cancel);
        var left = await Keys.FindAsync("3", Cancel);
        await Accounts.DeleteAsync(other, Cancel);

        Assert.That(await Keys.FindManyAsync(account, Cancel), Is.Empty);
        Assert.That(left, Is.Not.Null);
        Assert.That(await Keys.FindAsync("3", Cancel), Is.Null);
    }
}
