using System.Diagnostics;
using MiniChat.Host.Accounts;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Accounts;

[TestFixture]
public sealed class TokenAuthorityTests
{
    private TestAccounts _accounts = null!;

    [SetUp]
    public async Task Start()
    {
        _accounts = await TestAccounts.StartAsync();
        await _accounts.RegisterAsync("alice");
    }

    [TearDown]
    public async Task Stop() => await _accounts.DisposeAsync();

    [Test]
    public async Task Signing_out_kills_a_token_that_was_seen_and_one_that_was_not()
    {
        var one = await _accounts.SignInAsync("alice");
        var unseen = await _accounts.Services.Post(new GetAccessToken { RefreshToken = one.RefreshToken }, new Call(), default);
        var other = await _accounts.SignInAsync("alice");
        var caller = await _accounts.CallerOfAsync(one.BearerToken);

        await _accounts.Services.Post(new AuthenticateLogout(), new Call { Caller = caller! }, default);

        Assert.That(await _accounts.CallerOfAsync(one.BearerToken), Is.Null);
        Assert.That(await _accounts.CallerOfAsync(unseen.AccessToken), Is.Null);
        Assert.That(await _accounts.CallerOfAsync(other.BearerToken), Is.Not.Null);
        Assert.That(await _accounts.Tokens.RefreshAsync(one.RefreshToken!, default), Is.Null);
        Assert.That(await _accounts.Tokens.RefreshAsync(other.RefreshToken!, default), Is.Not.Null);
    }

    [Test]
    public async Task Who_watches_a_session_that_ended_since_it_was_let_in_is_told_at_once()
    {
        var one = await _accounts.CallerOfAsync((await _accounts.SignInAsync("alice")).BearerToken);
        var other = await _accounts.CallerOfAsync((await _accounts.SignInAsync("alice")).BearerToken);
        await _accounts.Services.Post(new AuthenticateLogout(), new Call { Caller = one! }, default);
        var told = new List<string>();

        using var ended = _accounts.Tokens.WhenEnded(one!, () => told.Add("ended"));
        using var lives = _accounts.Tokens.WhenEnded(other!, () => told.Add("lives"));

        Assert.That(told, Is.EqualTo(new[] { "ended" }));
    }

    [Test]
    public async Task A_deleted_accounts_token_is_dead_at_once()
    {
        var token = (await _accounts.SignInAsync("alice")).BearerToken;
        var caller = await _accounts.CallerOfAsync(token);

        var account = await _accounts.Get<IAccountStore>().FindAsync(caller!.AccountId, default);
        await _accounts.Get<AccountChanges>().DeleteAsync(account!);

        Assert.That(await _accounts.CallerOfAsync(token), Is.Null);
    }

    [Test]
    public async Task A_new_password_ends_all_sessions()
    {
        var one = await _accounts.SignInAsync("alice");
        var caller = await _accounts.CallerOfAsync(one.BearerToken);

        var account = await _accounts.Get<IAccountStore>().FindAsync(caller!.AccountId, default);
        await _accounts.Get<AccountChanges>().SetPasswordAsync(account!, "another password", default);

        Assert.That(await _accounts.CallerOfAsync(one.BearerToken), Is.Null);
        Assert.That(await _accounts.Tokens.RefreshAsync(one.RefreshToken!, default), Is.Null);
        await Assert.ThrowsAsync<ServiceException>(() => _accounts.SignInAsync("alice"));
        Assert.That((await _accounts.SignInAsync("alice", "another password")).UserName, Is.EqualTo("alice"));
    }

    [Test]
    public async Task A_new_role_is_seen_at_once()
    {
        var token = (await _accounts.SignInAsync("alice")).BearerToken;
        var caller = await _accounts.CallerOfAsync(token);

        var account = await _accounts.Get<IAccountStore>().FindAsync(caller!.AccountId, default);
        await _accounts.Get<AccountChanges>().AddRoleAsync(account!, AccountRoles.Admin);

        Assert.That(caller.HasRole("Admin"), Is.False);
        Assert.That((await _accounts.CallerOfAsync(token))!.HasRole("Admin"), Is.True);
    }

    [Test]
    public async Task Tokens_and_sign_outs_survive_a_restart_and_die_with_the_secret()
    {
        using var database = new TestDatabase();
        var clock = new ManualClock();
        AuthenticateResponse kept,
            left;
        await using (var before = await TestAccounts.StartOnAsync(database, clock))
        {
            await before.RegisterAsync("alice");
            kept = await before.SignInAsync("alice");
            left = await before.SignInAsync("alice");
            var caller = await before.CallerOfAsync(left.BearerToken);
            await before.Services.Post(new AuthenticateLogout(), new Call { Caller = caller! }, default);
        }

        await using var after = await TestAccounts.StartOnAsync(database, clock);
        await using var changed = await TestAccounts.StartOnAsync(
            database,
            clock,
            ("JWT_SECRET", "another secret, as long as the one for tests")
        );

        Assert.That(await after.CallerOfAsync(kept.BearerToken), Is.Not.Null);
        Assert.That(await after.Tokens.RefreshAsync(kept.RefreshToken!, default), Is.Not.Null);
        Assert.That(await after.CallerOfAsync(left.BearerToken), Is.Null);
        Assert.That(await after.Tokens.RefreshAsync(left.RefreshToken!, default), Is.Null);
        Assert.That(await changed.CallerOfAsync(kept.BearerToken), Is.Null);
    }

    [Test]
    public async Task Without_a_configured_secret_one_is_kept_beside_the_database()
    {
        using var database = new TestDatabase();
        var clock = new ManualClock();
        string? token;
        await using (var before = await TestAccounts.StartOnAsync(database, clock, ("JWT_SECRET", "")))
        {
            await before.RegisterAsync("alice");
            token = (await before.SignInAsync("alice")).BearerToken;
        }

        await using var after = await TestAccounts.StartOnAsync(database, clock, ("JWT_SECRET", ""));

        Assert.That(await after.CallerOfAsync(token), Is.Not.Null);
    }

    [Test]
    public void News_during_a_look_up_keeps_its_result_out_of_the_cache()
    {
        var cache = new TokenCache();
        var caller = new Caller { AccountId = 1, SessionId = "s" };
        var now = _accounts.Clock.GetUtcNow();
        var before = cache.News;

        cache.Hear(new SessionNews(1, "s", Ended: true));
        cache.Add("token", caller, now.AddHours(1), before, now);

        Assert.That(cache.Find("token", now, isSound: true), Is.Null);
    }

    [Test]
    public void The_cache_stays_small_and_forgets_what_has_expired()
    {
        var cache = new TokenCache();
        var now = _accounts.Clock.GetUtcNow();
        for (var i = 0; i < TokenCache.Capacity + 100; i++)
            cache.Add($"token{i}", new Caller { AccountId = i + 1 }, now.AddHours(1), cache.News, now);

        Assert.That(cache.Count, Is.LessThanOrEqualTo(TokenCache.Capacity));
        Assert.That(cache.Find($"token{TokenCache.Capacity + 99}", now, isSound: true), Is.Not.Null);
        Assert.That(cache.Find($"token{TokenCache.Capacity + 99}", now.AddHours(1), isSound: true), Is.Null);
    }

    [Test, Explicit("A figure, not a rule: a seen token's price in nanoseconds.")]
    public async Task A_seen_token_costs_little()
    {
        var token = (await _accounts.SignInAsync("alice")).BearerToken!;
        await _accounts.CallerOfAsync(token);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 1_000_000; i++)
            await _accounts.Tokens.VerifyAsync(token, default);
        TestContext.Out.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalNanoseconds / 1_000_000:F0} ns");
    }
}
