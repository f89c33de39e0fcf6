using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine's attempt store does.</summary>
public abstract class AttemptStoreContract
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    protected IAttemptStore Store { get; set; } = null!;

    /// <summary>Opens an empty store.</summary>
    protected abstract void Open();

    [SetUp]
    public void SetUp() => Open();

    [Test]
    public async Task As_many_as_the_limit_are_allowed_and_no_more()
    {
        for (var i = 0; i < 3; i++)
            Assert.That(await ReserveAsync($"{i}", Now.AddMinutes(i), Limit("a", 3)), Is.EqualTo(TimeSpan.Zero));

        var wait = await ReserveAsync("3", Now.AddMinutes(3), Limit("a", 3));

        Assert.That(wait, Is.EqualTo(TimeSpan.FromMinutes(12)));
        Assert.That(await Store.WaitAsync([Limit("a", 3)], Now.AddMinutes(3), default), Is.EqualTo(wait));
        Assert.That(await ReserveAsync("4", Now.AddMinutes(3), Limit("b", 3)), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task A_refused_attempt_does_not_count()
    {
        await ReserveAsync("0", Now, Limit("a", 1));
        await ReserveAsync("1", Now.AddMinutes(10), Limit("a", 1));

        Assert.That(await ReserveAsync("2", Now + Window, Limit("a", 1)), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task One_limit_refuses_for_all()
    {
        await ReserveAsync("0", Now, Limit("a", 1));

        Assert.That(await ReserveAsync("1", Now, Limit("b", 5), Limit("a", 1)), Is.EqualTo(Window));
        Assert.That(await ReserveAsync("2", Now, Limit("b", 1)), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Of_fifty_at_once_as_many_as_the_limit_pass()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => ReserveAsync($"{i}", Now, Limit("a", 10))));

        Assert.That(all.Count(wait => wait == TimeSpan.Zero), Is.EqualTo(10));
    }

    [Test]
    public async Task Looking_records_nothing()
    {
        for (var i = 0; i < 5; i++)
            await Store.WaitAsync([Limit("a", 1)], Now, default);

        Assert.That(await ReserveAsync("0", Now, Limit("a", 1)), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task A_forgotten_attempt_leaves_room_under_all_its_keys()
    {
        await ReserveAsync("0", Now, Limit("a", 1), Limit("b", 1));

        await Store.ForgetAsync("0", null, default);

        Assert.That(await ReserveAsync("1", Now, Limit("a", 1), Limit("b", 1)), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task A_key_can_be_cleared_and_others_keep_theirs()
    {
        await ReserveAsync("0", Now, Limit("a", 2), Limit("b", 1));
        await ReserveAsync("1", Now, Limit("a", 2));

        await Store.ForgetAsync("1", "a", default);

        Assert.That(await Store.WaitAsync([Limit("a", 1)], Now, default), Is.EqualTo(TimeSpan.Zero));
        Assert.That(await Store.WaitAsync([Limit("b", 1)], Now, default), Is.EqualTo(Window));
    }

    [Test]
    public async Task A_clock_set_back_locks_nobody_out_for_longer_than_the_window()
    {
        await ReserveAsync("0", Now.AddDays(1), Limit("a", 1));

        Assert.That(await Store.WaitAsync([Limit("a", 1)], Now, default), Is.EqualTo(Window));
    }

    [Test]
    public async Task Old_attempts_are_pruned()
    {
        await ReserveAsync("0", Now, Limit("a", 1));
        await ReserveAsync("1", Now.AddMinutes(2), Limit("b", 1));

        await Store.PruneAsync(Now.AddMinutes(1), default);

        Assert.That(await Store.WaitAsync([Limit("a", 1)], Now, default), Is.EqualTo(TimeSpan.Zero));
        Assert.That(await Store.WaitAsync([Limit("b", 1)], Now.AddMinutes(2), default), Is.EqualTo(Window));
    }

    private Task<TimeSpan> ReserveAsync(string id, DateTimeOffset now, params AttemptLimit[] limits) =>
        Store.ReserveAsync(id, limits, now, default);

    private static AttemptLimit Limit(string key, int most) => new(key, most, Window);
}
