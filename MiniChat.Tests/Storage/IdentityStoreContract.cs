using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of people of outside providers.</summary>
internal abstract class IdentityStoreContract
{
    protected IIdentityStore Identities { get; set; } = null!;
    protected IAccountStore Accounts { get; set; } = null!;
    protected ICodeSignInStore SignIns { get; set; } = null!;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static Account New(string name, string? email = null) =>
        new()
        {
            UserName = name,
            NormalizedUserName = AccountNames.Canonical(name),
            Email = email,
            NormalizedEmail = email is null ? null : AccountNames.Canonical(email),
            DisplayName = "Shown",
            SecurityStamp = "stamp",
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123),
        };

    private Task<IdentityCreation> CreateAsync(string subject, Account account, string provider = "outside") =>
        Identities.CreateAsync(provider, subject, account, Cancel);

    [Test]
    public async Task An_account_is_found_by_provider_and_subject_exactly()
    {
        var made = (await CreateAsync("s1", New("ada", "ada@example.org"))).Account!;

        Assert.That(made.Id, Is.Positive);
        Assert.That(await Identities.FindAsync("outside", "s1", Cancel), Is.EqualTo(made).UsingPropertiesComparer());
        Assert.That(await Accounts.FindAsync(made.Id, Cancel), Is.EqualTo(made).UsingPropertiesComparer());
        Assert.That(await Identities.FindAsync("outside", "S1", Cancel), Is.Null);
        Assert.That(await Identities.FindAsync("other", "s1", Cancel), Is.Null);
    }

    [Test]
    public async Task What_is_taken_is_told_and_nothing_is_kept()
    {
        await Accounts.CreateAsync(New("ada", "ada@example.org"), Cancel);

        var byName = await CreateAsync("s1", New("ADA"));
        var byEmail = await CreateAsync("s1", New("grace", "ADA@example.org"));
        var byBoth = await CreateAsync("s1", New("ada", "ada@example.org"));

        Assert.That(byName, Is.EqualTo(new IdentityCreation(null, Taken.UserName)));
        Assert.That(byEmail, Is.EqualTo(new IdentityCreation(null, Taken.Email)));
        Assert.That(byBoth, Is.EqualTo(new IdentityCreation(null, Taken.UserName | Taken.Email)));
        Assert.That(await Identities.FindAsync("outside", "s1", Cancel), Is.Null);
        Assert.That(await Accounts.FindByNameAsync(AccountNames.Canonical("grace"), Cancel), Is.Null);
    }

    [Test]
    public async Task Of_twenty_first_ones_at_once_all_get_the_same_account()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CreateAsync("s1", New($"ada{i}"))));

        Assert.That(all.Select(one => one.Account!.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(all.Select(one => one.Account!.UserName).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_deleted_account_takes_its_identities_along()
    {
        var made = (await CreateAsync("s1", New("ada"))).Account!;

        await Accounts.DeleteAsync(made.Id, Cancel);

        Assert.That(await Identities.FindAsync("outside", "s1", Cancel), Is.Null);
    }

    [Test]
    public async Task Every_other_way_in_can_be_taken_from_an_account()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);
        var made = (await CreateAsync("s1", New("ada"))).Account!;
        await CreateAsync("s2", New("grace"));
        var begun = new CodeSignIn
        {
            StateHash = "a",
            BrowserHash = "b",
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(10),
        };
        await SignIns.CreateAsync(begun, 10, Cancel);
        await SignIns.GiveCodeAsync("a", new GivenCode(made.Id, "code", now.AddSeconds(60)), now, Cancel);

        await Identities.DeleteAllAsync(made.Id, Cancel);

        Assert.That(await Identities.FindAsync("outside", "s1", Cancel), Is.Null);
        Assert.That(await Identities.FindAsync("outside", "s2", Cancel), Is.Not.Null);
        var use = await SignIns.UseAsync("a", "code", now, now, Cancel);
        Assert.That(use.Outcome, Is.EqualTo(CodeOutcome.Unknown));
        Assert.That(await Accounts.FindAsync(made.Id, Cancel), Is.Not.Null);
    }
}
