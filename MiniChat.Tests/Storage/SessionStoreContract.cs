using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine's session store does.</summary>
public abstract class SessionStoreContract
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);
    private static readonly DateTimeOffset Later = Now.AddDays(90);

    private long _alice;

    protected ISessionStore Store { get; set; } = null!;
    protected IAccountStore Accounts { get; set; } = null!;

    /// <summary>Opens an empty store.</summary>
    protected abstract void Open();

    [SetUp]
    public async Task SetUp()
    {
        Open();
        _alice = await MakeAsync("alice");
    }

    [Test]
    public async Task A_session_is_found_with_its_account()
    {
        var session = await BeginAsync("s1", "r1");

        var found = await Store.FindAsync("s1", default);

        Assert.That(found?.Session, Is.EqualTo(session));
        Assert.That(found?.Account.UserName, Is.EqualTo("alice"));
        Assert.That(found?.Session.IsAlive(Now), Is.True);
        Assert.That(found?.Session.IsAlive(Later), Is.False);
        Assert.That(await Store.FindAsync("s2", default), Is.Null);
    }

    [Test]
    public async Task A_refresh_token_is_found_with_its_session()
    {
        await BeginAsync("s1", "r1");

        var found = await Store.FindRefreshAsync("r1", default);

        Assert.That(found?.Owner.Session.Id, Is.EqualTo("s1"));
        Assert.That(found?.Owner.Account.Id, Is.EqualTo(_alice));
        Assert.That(found?.IsGood(Now), Is.True);
        Assert.That(found?.IsGood(Later), Is.False);
        Assert.That(await Store.FindRefreshAsync("r2", default), Is.Null);
    }

    [Test]
    public async Task A_session_without_account_is_not_kept_nor_is_its_refresh_token()
    {
        var orphan = New("s1") with { AccountId = _alice + 100 };

        await Assert.ThatAsync(() => Store.CreateAsync(orphan, "r1", default), Throws.Exception);
        Assert.That(await Store.FindRefreshAsync("r1", default), Is.Null);
    }

    [Test]
    public async Task A_used_token_has_a_successor_and_the_session_lasts_as_long()
    {
        await BeginAsync("s1", "r1");

        var owner = await Store.RotateAsync("r1", "r2", Now.AddDays(1), Later.AddDays(1), default);

        Assert.That(owner?.Session.ExpiresAt, Is.EqualTo(Later.AddDays(1)));
        Assert.That(owner?.Account.Id, Is.EqualTo(_alice));
        Assert.That((await Store.FindRefreshAsync("r1", default))?.IsGood(Now), Is.False);
        Assert.That((await Store.FindRefreshAsync("r2", default))?.IsGood(Now), Is.True);
    }

    [Test]
    public async Task Of_twenty_uses_at_once_one_wins()
    {
        await BeginAsync("s1", "r1");

        var all = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Store.RotateAsync("r1", $"next{i}", Now, Later, default))
        );

        Assert.That(all.Count(one => one is not null), Is.EqualTo(1));
    }

    [Test]
    public async Task A_second_use_ends_the_family_but_not_the_session()
    {
        await BeginAsync("s1", "r1");
        await Store.RotateAsync("r1", "r2", Now, Later, default);

        var again = await Store.RotateAsync("r1", "r3", Now, Later, default);

        Assert.That(again, Is.Null);
        Assert.That(await Store.RotateAsync("r2", "r4", Now, Later, default), Is.Null);
        Assert.That((await Store.FindAsync("s1", default))?.Session.IsAlive(Now), Is.True);
    }

    [Test]
    public async Task A_family_that_was_ended_gives_no_successor()
    {
        await BeginAsync("s1", "r1");

        await Store.EndFamilyAsync("s1", Now, default);

        Assert.That(await Store.RotateAsync("r1", "r2", Now, Later, default), Is.Null);
        Assert.That((await Store.FindRefreshAsync("r1", default))?.IsGood(Now), Is.False);
    }

    [Test]
    public async Task An_expired_or_unknown_token_gives_no_successor_and_ends_nothing()
    {
        await BeginAsync("s1", "r1");

        Assert.That(await Store.RotateAsync("r1", "r2", Later, Later.AddDays(90), default), Is.Null);
        Assert.That(await Store.RotateAsync("r9", "r2", Now, Later, default), Is.Null);
        Assert.That(await Store.RotateAsync("r1", "r2", Now, Later, default), Is.Not.Null);
    }

    [Test]
    public async Task A_revoked_session_is_dead_with_its_refresh_token_and_others_live()
    {
        await BeginAsync("s1", "r1");
        await BeginAsync("s2", "r2");

        await Store.RevokeAsync("s1", Now, default);

        Assert.That((await Store.FindAsync("s1", default))?.Session.IsAlive(Now), Is.False);
        Assert.That(await Store.RotateAsync("r1", "x", Now, Later, default), Is.Null);
        Assert.That((await Store.FindAsync("s2", default))?.Session.IsAlive(Now), Is.True);
    }

    [Test]
    public async Task All_sessions_of_an_account_can_be_revoked()
    {
        var bob = await MakeAsync("bob");
        await BeginAsync("s1", "r1");
        await BeginAsync("s2", "r2");
        await Store.CreateAsync(New("s3") with { AccountId = bob }, "r3", default);

        await Store.RevokeAllAsync(_alice, Now, default);

        Assert.That((await Store.FindAsync("s1", default))?.Session.IsAlive(Now), Is.False);
        Assert.That((await Store.FindAsync("s2", default))?.Session.IsAlive(Now), Is.False);
        Assert.That((await Store.FindAsync("s3", default))?.Session.IsAlive(Now), Is.True);
    }

    [Test]
    public async Task Of_many_sessions_those_are_found_that_are_there_and_were_not_ended()
    {
        var ids = Enumerable.Range(0, 150).Select(i => $"s{i}").ToArray();
        foreach (var id in ids)
            await BeginAsync(id, $"r{id}");
        await Store.RevokeAsync("s7", Now, default);
        await Store.RevokeAsync("s149", Now, default);
        await Store.EndFamilyAsync("s8", Now, default);

        var found = await Store.FindAliveAsync([.. ids, "never there"], default);

        Assert.That(found, Is.EquivalentTo(ids.Except(["s7", "s149"])));
        Assert.That(await Store.FindAliveAsync([], default), Is.Empty);
    }

    [Test]
    public async Task Sessions_go_with_their_account()
    {
        await BeginAsync("s1", "r1");

        await Accounts.DeleteAsync(_alice, default);

        Assert.That(await Store.FindAsync("s1", default), Is.Null);
        Assert.That(await Store.FindRefreshAsync("r1", default), Is.Null);
    }

    [Test]
    public async Task What_has_expired_is_pruned()
    {
        await BeginAsync("s1", "r1");
        await BeginAsync("s2", "r2");
        await Store.RotateAsync("r2", "r3", Now, Later.AddDays(1), default);

        await Store.PruneAsync(Later.AddHours(1), default);

        Assert.That(await Store.FindAsync("s1", default), Is.Null);
        Assert.That(await Store.FindRefreshAsync("r2", default), Is.Null);
        Assert.That(await Store.FindRefreshAsync("r3", default), Is.Not.Null);
    }

    private Session New(string id) =>
        new()
        {
            Id = id,
            AccountId = _alice,
            CreatedAt = Now,
            ExpiresAt = Later,
        };

    private async Task<Session> BeginAsync(string id, string refresh)
    {
        var session = New(id);
        await Store.CreateAsync(session, refresh, default);
        return session;
    }

    private async Task<long> MakeAsync(string name)
    {
        var account = new Account { UserName = name, NormalizedUserName = name.ToUpperInvariant() };
        return (await Accounts.CreateAsync(account, default)).Id;
    }
}
