using MiniChat.Host;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Accounts;

[TestFixture]
public sealed class AccountsSettingsTests
{
    [TestCase("RegistrationsPerHour", "x")]
    [TestCase("RegistrationsPerHour", "-1")]
    [TestCase("FailedSignInsPerHour", "1000001")]
    [TestCase("FailedSignInsPerHour", "1.5")]
    public async Task A_bad_limit_is_refused_with_its_key(string name, string value)
    {
        var error = await RefusedAsync(($"MiniChat:Limits:{name}", value));

        Assert.That(
            error.Message,
            Is.EqualTo($"MiniChat__Limits__{name} is '{value}'; it can be a whole number from 0 (any number) to 1000000.")
        );
    }

    [Test]
    public async Task An_empty_limit_is_an_absent_one()
    {
        await using var accounts = await TestAccounts.StartAsync(("MiniChat:Limits:RegistrationsPerHour", ""));

        Assert.That(accounts.Get<AccountLimits>(), Is.EqualTo(new AccountLimits()));
    }

    [Test]
    public async Task The_configured_admin_is_made_and_nobody_else_is_one()
    {
        await using var accounts = await TestAccounts.StartAsync(Admin("root", "admin's password"));

        var admin = await accounts.SignInAsync("root", "admin's password");
        await accounts.RegisterAsync("alice");

        Assert.That(admin.Roles, Is.EqualTo(new[] { "User", "Admin" }));
        Assert.That((await accounts.CallerOfAsync(admin.BearerToken))!.HasRole("Admin"), Is.True);
        Assert.That((await accounts.SignInAsync("alice")).Roles, Is.EqualTo(new[] { "User" }));
    }

    [Test]
    public async Task The_admin_is_made_once_and_keeps_the_password()
    {
        using var database = new TestDatabase();
        var clock = new ManualClock();
        await using (await TestAccounts.StartOnAsync(database, clock, Admin("root", "admin's password"))) { }

        await using var again = await TestAccounts.StartOnAsync(database, clock, Admin("root", "another password"));

        Assert.That((await again.SignInAsync("root", "admin's password")).UserId, Is.EqualTo("1"));
    }

    [Test]
    public async Task An_account_with_the_admins_name_is_promoted_and_gets_the_configured_password()
    {
        using var database = new TestDatabase();
        var clock = new ManualClock();
        string? token;
        await using (var before = await TestAccounts.StartOnAsync(database, clock))
        {
            await before.RegisterAsync("root", "squatter's password");
            token = (await before.SignInAsync("root", "squatter's password")).BearerToken;
        }

        await using var after = await TestAccounts.StartOnAsync(database, clock, Admin("ROOT", "admin's password"));

        Assert.That(await after.CallerOfAsync(token), Is.Null);
        await Assert.ThrowsAsync<ServiceException>(() => after.SignInAsync("root", "squatter's password"));
        Assert.That((await after.SignInAsync("root", "admin's password")).Roles, Does.Contain("Admin"));
    }

    [Test]
    public async Task An_account_is_promoted_by_name_alone_and_keeps_its_password()
    {
        using var database = new TestDatabase();
        var clock = new ManualClock();
        await using (var before = await TestAccounts.StartOnAsync(database, clock))
            await before.RegisterAsync("root");

        await using var after = await TestAccounts.StartOnAsync(database, clock, ("MiniChat:Admin:UserName", "root"));

        Assert.That((await after.SignInAsync("root")).Roles, Does.Contain("Admin"));
    }

    [TestCase("root", "", "MiniChat__Admin__Password")]
    [TestCase("root", "short", "MiniChat__Admin__Password")]
    [TestCase("ro ot", "admin's password", "MiniChat__Admin__UserName")]
    [TestCase("", "admin's password", "MiniChat__Admin__UserName")]
    public async Task A_bad_admin_is_refused_with_the_key(string name, string password, string key)
    {
        var error = await RefusedAsync(Admin(name, password));

        Assert.That(error.Message, Does.StartWith(key).And.Not.Contain("admin's password"));
    }

    private static (string, string)[] Admin(string name, string password) =>
        [("MiniChat:Admin:UserName", name), ("MiniChat:Admin:Password", password)];

    private static async Task<StartupException> RefusedAsync(params (string, string)[] settings) =>
        (await Assert.ThrowsAsync<StartupException>(() => TestAccounts.StartAsync(settings)))!;
}
