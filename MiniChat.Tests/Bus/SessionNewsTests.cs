using MiniChat.Host.Accounts;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Bus;

/// <summary>What ends at one node has ended at all: at once, or within a second while the bus is down.</summary>
[TestFixture]
internal sealed class SessionNewsTests
{
    private TestDatabase _database = null!;
    private ManualClock _clock = null!;
    private JoinedBuses.Node _bus = null!;
    private TestAccounts _here = null!;
    private TestAccounts _there = null!;

    [SetUp]
    public async Task SetUp()
    {
        var buses = new JoinedBuses();
        _database = new TestDatabase();
        _clock = new ManualClock();
        _bus = buses.Join();
        _here = await TestAccounts.StartOnAsync(_database, _clock, buses.Join());
        _there = await TestAccounts.StartOnAsync(_database, _clock, _bus);
        await _here.RegisterAsync("alice");
    }

    [TearDown]
    public async Task TearDown()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        _database.Dispose();
    }

    private async Task<(string Token, Caller Caller)> SignInAsync()
    {
        var token = (await _here.SignInAsync("alice")).BearerToken!;
        return (token, (await _there.CallerOfAsync(token))!);
    }

    private Task SignOutAsync(Caller caller) =>
        _here.Services.Post(new AuthenticateLogout(), new Call { Caller = caller }, default);

    private async Task<(string Key, Caller Caller, Func<Task> Delete)> MakeKeyAsync(Caller caller)
    {
        var keys = new ApiKeyServices(_here.Get<IApiKeyStore>(), _here.Get<ISessionEvents>(), _clock);
        var made = await keys.Post(new CreateApiKey { Name = "program" }, caller, default);
        var holder = (await _there.CallerOfAsync(made.Key))!;
        return (made.Key, holder, () => keys.Delete(new DeleteApiKey { Id = made.Id }, caller));
    }

    [Test]
    public async Task Signing_out_here_ends_the_token_and_the_streams_there_at_once()
    {
        var (token, caller) = await SignInAsync();
        var (other, _) = await SignInAsync();
        var endings = 0;
        using var watch = _there.Tokens.WhenEnded(caller, () => endings++);

        await SignOutAsync(caller);

        Assert.That(endings, Is.EqualTo(1));
        Assert.That(await _there.CallerOfAsync(token), Is.Null);
        Assert.That(await _there.CallerOfAsync(other), Is.Not.Null);
    }

    [Test]
    public async Task A_stream_that_opens_there_after_its_session_ended_here_is_told_at_once()
    {
        var (_, caller) = await SignInAsync();
        await SignOutAsync(caller);
        var endings = 0;

        using var watch = _there.Tokens.WhenEnded(caller, () => endings++);

        Assert.That(endings, Is.EqualTo(1));
    }

    [Test]
    public async Task A_deleted_key_a_new_password_and_a_deleted_account_end_there_what_they_end_here()
    {
        var (token, caller) = await SignInAsync();
        var (key, holder, deleteKey) = await MakeKeyAsync(caller);
        var account = (await _here.Get<IAccountStore>().FindAsync(caller.AccountId, default))!;
        var endings = new List<string>();
        using var ofKey = _there.Tokens.WhenEnded(holder, () => endings.Add("key"));
        using var ofSession = _there.Tokens.WhenEnded(caller, () => endings.Add("session"));

        await deleteKey();
        Assert.That(await _there.CallerOfAsync(key), Is.Null);
        Assert.That(endings, Is.EqualTo(new[] { "key" }));
        await _here.Get<AccountChanges>().SetPasswordAsync(account, "another password", default);
        Assert.That(await _there.CallerOfAsync(token), Is.Null);
        Assert.That(endings, Does.Contain("session"));

        var again = (await _here.SignInAsync("alice", "another password")).BearerToken;
        Assert.That(await _there.CallerOfAsync(again), Is.Not.Null);
        await _here.Get<AccountChanges>().DeleteAsync((await _here.Get<IAccountStore>().FindAsync(caller.AccountId, default))!);
        Assert.That(await _there.CallerOfAsync(again), Is.Null);
    }

    [Test]
    public async Task A_new_role_here_is_seen_there_at_once()
    {
        var (token, caller) = await SignInAsync();

        await _here
            .Get<AccountChanges>()
            .AddRoleAsync((await _here.Get<IAccountStore>().FindAsync(caller.AccountId, default))!, AccountRoles.Admin);

        Assert.That((await _there.CallerOfAsync(token))!.HasRole("Admin"), Is.True);
    }

    [Test]
    public async Task While_the_bus_is_down_a_token_is_looked_up_again_after_half_a_second()
    {
        var (token, caller) = await SignInAsync();
        _bus.Cut();
        await SignOutAsync(caller);
        Assert.That(await _there.CallerOfAsync(token), Is.Not.Null, "it is not looked up each time");

        _clock.Advance(TokenCache.WithoutNews);

        Assert.That(await _there.CallerOfAsync(token), Is.Null);
    }

    [Test]
    public async Task While_the_bus_is_down_open_streams_are_looked_at_each_second()
    {
        var (_, caller) = await SignInAsync();
        var (_, other) = await SignInAsync();
        var (_, holder, deleteKey) = await MakeKeyAsync(other);
        var endings = new List<string>();
        using var ofSession = _there.Tokens.WhenEnded(caller, () => endings.Add("session"));
        using var ofOther = _there.Tokens.WhenEnded(other, () => endings.Add("other"));
        using var ofKey = _there.Tokens.WhenEnded(holder, () => endings.Add("key"));
        _bus.Cut();
        await SignOutAsync(caller);
        await deleteKey();
        Assert.That(endings, Is.Empty);

        _clock.Advance(TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(() => endings.Count == 2);
        Assert.That(endings, Is.EquivalentTo(new[] { "session", "key" }));
    }

    [Test]
    public async Task After_something_was_missed_tokens_and_open_streams_are_looked_up_at_once()
    {
        var (token, caller) = await SignInAsync();
        var endings = 0;
        using var watch = _there.Tokens.WhenEnded(caller, () => endings++);
        _bus.Cut();
        await SignOutAsync(caller);

        _bus.Mend();

        Assert.That(await _there.CallerOfAsync(token), Is.Null);
        await Eventually.TrueAsync(() => endings > 0);
    }

    [Test]
    public async Task A_stream_that_opens_just_after_something_was_missed_is_looked_at_a_second_later()
    {
        var (_, first) = await SignInAsync();
        var (_, late) = await SignInAsync();
        var ended = new List<string>();
        using var watch = _there.Tokens.WhenEnded(first, () => ended.Add("first"));
        _bus.Cut();
        await SignOutAsync(first);
        await SignOutAsync(late);
        _bus.Mend();
        await Eventually.TrueAsync(() => ended.Count == 1);

        // Its token was checked before the sign-out.
        using var opened = _there.Tokens.WhenEnded(late, () => ended.Add("late"));
        await Eventually.TrueAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            return ended.Contains("late");
        });

        Assert.That(ended[0], Is.EqualTo("first"));
    }
}
