using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of sign-ins by code.</summary>
internal abstract class CodeSignInStoreContract
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    protected ICodeSignInStore Store { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static CodeSignIn New(string state, string provider = "") =>
        new()
        {
            StateHash = state,
            Provider = provider,
            BrowserHash = "browser",
            Origin = "https://app.example.org",
            Verifier = provider.Length == 0 ? null : "verifier",
            Nonce = provider.Length == 0 ? null : "nonce",
            CreatedAt = Now,
            ExpiresAt = Now.AddMinutes(10),
        };

    private Task<bool> CreateAsync(CodeSignIn signIn, int most = 100) => Store.CreateAsync(signIn, most, Cancel);

    private async Task<long> GiveAsync(string state, string code)
    {
        var account = await NewAccountAsync();
        Assert.That(await Store.GiveCodeAsync(state, new GivenCode(account, code, Now.AddSeconds(60)), Now, Cancel), Is.True);
        return account;
    }

    private Task<CodeUse> UseAsync(string state, string code, DateTimeOffset? at = null) =>
        Store.UseAsync(state, code, at ?? Now, (at ?? Now).AddMinutes(10), Cancel);

    [Test]
    public async Task A_sign_in_is_found_as_it_was_kept_until_it_expires()
    {
        await CreateAsync(New("a", "outside"));
        await CreateAsync(New("b") with { Origin = null });

        Assert.That(await Store.FindAsync("a", Now, Cancel), Is.EqualTo(New("a", "outside")));
        Assert.That(await Store.FindAsync("b", Now, Cancel), Is.EqualTo(New("b") with { Origin = null }));
        Assert.That(await Store.FindAsync("c", Now, Cancel), Is.Null);
        Assert.That(await Store.FindAsync("a", Now.AddMinutes(10), Cancel), Is.Null);
    }

    [Test]
    public async Task Only_so_many_wait_and_used_and_expired_ones_do_not()
    {
        Assert.That(await CreateAsync(New("a"), most: 2), Is.True);
        Assert.That(await CreateAsync(New("b", "outside"), most: 2), Is.True);
        Assert.That(await CreateAsync(New("c"), most: 2), Is.False);
        await UseAsync("b", "code");
        Assert.That(await CreateAsync(New("d"), most: 2), Is.True);
        var later = New("e") with { CreatedAt = Now.AddMinutes(10), ExpiresAt = Now.AddMinutes(20) };

        Assert.That(await CreateAsync(later, most: 1), Is.True);
    }

    [Test]
    public async Task Of_fifty_beginnings_at_once_as_many_as_may_wait_are_kept()
    {
        var kept = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => CreateAsync(New($"{i}"), most: 20)));

        Assert.That(kept.Count(isKept => isKept), Is.EqualTo(20));
    }

    [Test]
    public async Task A_given_code_is_used_once_and_tells_whose_it_is()
    {
        await CreateAsync(New("a"));
        var account = await GiveAsync("a", "code");

        var use = await UseAsync("a", "code");

        Assert.That(use.Outcome, Is.EqualTo(CodeOutcome.Used));
        Assert.That(use.Account!.Id, Is.EqualTo(account));
        Assert.That((await Store.FindAsync("a", Now, Cancel))!.UsedAt, Is.EqualTo(Now));
        Assert.That((await UseAsync("a", "code")).Outcome, Is.EqualTo(CodeOutcome.Replayed));
        Assert.That((await UseAsync("a", "other")).Outcome, Is.EqualTo(CodeOutcome.Spent));
    }

    [TestCase("")]
    [TestCase("outside")]
    public async Task Of_twenty_uses_at_once_one_wins(string provider)
    {
        await CreateAsync(New("a", provider));
        if (provider.Length == 0)
            await GiveAsync("a", "code");

        var uses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => UseAsync("a", "code")));

        Assert.That(uses.Count(use => use.Outcome == CodeOutcome.Used), Is.EqualTo(1));
        Assert.That(uses.Count(use => use.Outcome == CodeOutcome.Replayed), Is.EqualTo(19));
    }

    [Test]
    public async Task What_does_not_fit_burns_nothing()
    {
        await CreateAsync(New("a"));

        Assert.That((await UseAsync("a", "code")).Outcome, Is.EqualTo(CodeOutcome.Wrong), "none was given");
        await GiveAsync("a", "first");
        await GiveAsync("a", "second");
        Assert.That((await UseAsync("a", "first")).Outcome, Is.EqualTo(CodeOutcome.Wrong), "it was replaced");
        Assert.That((await UseAsync("b", "second")).Outcome, Is.EqualTo(CodeOutcome.Unknown));
        Assert.That((await UseAsync("a", "second", Now.AddSeconds(60))).Outcome, Is.EqualTo(CodeOutcome.Expired));
        Assert.That((await UseAsync("a", "second", Now.AddMinutes(10))).Outcome, Is.EqualTo(CodeOutcome.Unknown));
        Assert.That((await UseAsync("a", "second", Now.AddSeconds(59))).Outcome, Is.EqualTo(CodeOutcome.Used));
    }

    [Test]
    public async Task A_code_is_given_to_our_own_waiting_sign_ins_alone()
    {
        var code = new GivenCode(await NewAccountAsync(), "code", Now.AddSeconds(60));
        await CreateAsync(New("outside", "outside"));
        await CreateAsync(New("used"));
        await GiveAsync("used", "first");
        await UseAsync("used", "first");
        await CreateAsync(New("old"));

        Assert.That(await Store.GiveCodeAsync("outside", code, Now, Cancel), Is.False);
        Assert.That(await Store.GiveCodeAsync("used", code, Now, Cancel), Is.False);
        Assert.That(await Store.GiveCodeAsync("missing", code, Now, Cancel), Is.False);
        Assert.That(await Store.GiveCodeAsync("old", code, Now.AddMinutes(10), Cancel), Is.False);
    }

    [Test]
    public async Task An_outside_code_is_taken_as_it_comes_and_the_secrets_go()
    {
        await CreateAsync(New("a", "outside"));

        var use = await UseAsync("a", "whatever");

        Assert.That(use, Is.EqualTo(new CodeUse(CodeOutcome.Used)));
        var kept = await Store.FindAsync("a", Now, Cancel);
        Assert.That((kept!.Verifier, kept.Nonce), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That((await UseAsync("a", "other")).Outcome, Is.EqualTo(CodeOutcome.Spent));
    }

    [Test]
    public async Task A_replay_gives_the_session_that_is_kept()
    {
        await CreateAsync(New("a", "outside"));
        await UseAsync("a", "code");
        var account = await NewAccountAsync();
        Assert.That(await Store.KeepSessionAsync("a", account, "session", Cancel), Is.True);

        Assert.That((await UseAsync("a", "other")).Given, Is.Null);
        Assert.That((await UseAsync("a", "code")).Given, Is.EqualTo(new GivenSession(account, "session")));
        Assert.That((await UseAsync("a", "code")).Given, Is.EqualTo(new GivenSession(account, "session")));
    }

    [Test]
    public async Task A_session_is_not_kept_after_a_replay_or_without_its_sign_in()
    {
        await CreateAsync(New("a", "outside"));
        await UseAsync("a", "code");
        await UseAsync("a", "code");

        Assert.That(await Store.KeepSessionAsync("a", await NewAccountAsync(), "session", Cancel), Is.False);
        Assert.That(await Store.KeepSessionAsync("missing", await NewAccountAsync(), "session", Cancel), Is.False);
    }

    [Test]
    public async Task A_late_use_is_still_known_for_its_time()
    {
        await CreateAsync(New("a", "outside"));
        await UseAsync("a", "code", Now.AddMinutes(9));

        Assert.That((await UseAsync("a", "code", Now.AddMinutes(18))).Outcome, Is.EqualTo(CodeOutcome.Replayed));
        Assert.That((await UseAsync("a", "code", Now.AddMinutes(19))).Outcome, Is.EqualTo(CodeOutcome.Unknown));
    }

    [Test]
    public async Task Expired_ones_are_pruned()
    {
        await CreateAsync(New("a"));

        await Store.PruneAsync(Now.AddMinutes(9), Cancel);
        Assert.That(await Store.FindAsync("a", Now, Cancel), Is.Not.Null);
        await Store.PruneAsync(Now.AddMinutes(10), Cancel);
        Assert.That(await Store.FindAsync("a", Now, Cancel), Is.Null);
    }
}
