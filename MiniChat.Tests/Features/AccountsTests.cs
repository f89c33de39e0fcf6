using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
public sealed class AccountsTests
{
    private TestAccounts _accounts = null!;

    [SetUp]
    public async Task Start() => _accounts = await TestAccounts.StartAsync();

    [TearDown]
    public async Task Stop() => await _accounts.DisposeAsync();

    [Test]
    public async Task One_registers_and_signs_in_by_name_or_address()
    {
        var registered = await RegisterAsync(
            new Register
            {
                UserName = "Alice",
                Email = "Alice@Example.org",
                DisplayName = "Alice A",
                Password = "right password",
                ConfirmPassword = "right password",
            }
        );

        var byName = await _accounts.SignInAsync("aLICE");
        var byAddress = await _accounts.SignInAsync("alice@example.ORG");

        Assert.That(registered.UserName, Is.EqualTo("Alice"));
        Assert.That(registered.BearerToken, Is.Null);
        Assert.That(byName.UserId, Is.EqualTo(registered.UserId));
        Assert.That(byName.DisplayName, Is.EqualTo("Alice A"));
        Assert.That(byName.Roles, Is.EqualTo(new[] { "User" }));
        Assert.That(byName.RefreshTokenExpiry, Is.EqualTo(_accounts.Clock.GetUtcNow().UtcDateTime.AddDays(90)));
        Assert.That(byAddress.UserId, Is.EqualTo(registered.UserId));
        Assert.That(byAddress.SessionId, Is.Not.EqualTo(byName.SessionId));
    }

    [Test]
    public async Task An_address_stands_in_for_a_name()
    {
        var registered = await RegisterAsync(
            new Register
            {
                Email = "a@b.c",
                Password = "right password",
                AutoLogin = true,
            }
        );

        var caller = await _accounts.CallerOfAsync(registered.BearerToken);

        Assert.That(registered.UserName, Is.EqualTo("a@b.c"));
        Assert.That((caller?.UserName, caller?.Email), Is.EqualTo(("a@b.c", "a@b.c")));
        Assert.That((await _accounts.SignInAsync("A@B.C")).UserId, Is.EqualTo(registered.UserId));
    }

    [Test]
    public async Task An_empty_registration_is_told_all_that_is_missing()
    {
        var error = await RefusedAsync(new Register());

        Assert.That((error.Kind, error.ErrorCode), Is.EqualTo((ErrorKind.Invalid, "NotEmpty")));
        Assert.That(error.Message, Is.EqualTo("'Password' must not be empty."));
        Assert.That(error.Errors.Select(one => one.FieldName), Is.EqualTo(new[] { "Password", "UserName", "Email" }));
        Assert.That(error.Errors[1].Message, Is.EqualTo("'User Name' must not be empty."));
    }

    [Test]
    public async Task Passwords_that_differ_and_a_bad_address_are_told_together()
    {
        var error = await RefusedAsync(
            new Register
            {
                Email = "nope",
                Password = "a",
                ConfirmPassword = "b",
            }
        );

        Assert.That(error.ErrorCode, Is.EqualTo("PasswordsShouldMatch"));
        Assert.That(
            error.Errors.Select(one => $"{one.FieldName} {one.ErrorCode}"),
            Is.EqualTo(new[] { "ConfirmPassword PasswordsShouldMatch", "Email Email", "Password MinimumLength" })
        );
    }

    [Test]
    public async Task What_is_taken_is_a_conflict_and_both_are_told()
    {
        await RegisterAsync(
            new Register
            {
                UserName = "alice",
                Email = "a@b.c",
                Password = "right password",
            }
        );

        var error = await RefusedAsync(
            new Register
            {
                UserName = "ALICE",
                Email = "A@B.C",
                Password = "other password",
            }
        );
        var address = await RefusedAsync(new Register { Email = "a@b.c", Password = "other password" });

        Assert.That((error.Kind, error.ErrorCode), Is.EqualTo((ErrorKind.Conflict, "AlreadyExists")));
        Assert.That(
            error.Errors.Select(one => $"{one.FieldName}: {one.Message}"),
            Is.EqualTo(new[] { "UserName: Username already exists", "Email: Email already exists" })
        );
        Assert.That(address.Message, Is.EqualTo("Email already exists"));
        Assert.That(address.Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Of_twenty_registrations_of_one_name_at_once_one_succeeds()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => KindOfAsync(() => _accounts.RegisterAsync("alice"))));

        Assert.That(all.Count(kind => kind is null), Is.EqualTo(1));
        Assert.That(all.Count(kind => kind == ErrorKind.Conflict), Is.EqualTo(19));
    }

    [Test]
    public async Task A_wrong_password_and_an_unknown_name_are_told_the_same()
    {
        await _accounts.RegisterAsync("alice");

        var wrong = await Assert.ThrowsAsync<ServiceException>(() => _accounts.SignInAsync("alice", "wrong password"));
        var unknown = await Assert.ThrowsAsync<ServiceException>(() => _accounts.SignInAsync("nobody", "wrong password"));
        var endless = await Assert.ThrowsAsync<ServiceException>(() =>
            _accounts.SignInAsync(new string('a', 100_000), new string('b', 100_000))
        );

        foreach (var error in new[] { wrong, unknown, endless })
        {
            Assert.That(error!.Kind, Is.EqualTo(ErrorKind.Unauthorized));
            Assert.That(error.Message, Is.EqualTo("Invalid Username or Password"));
            Assert.That(error.Errors, Is.Empty);
        }
    }

    [Test]
    public async Task No_password_is_in_the_data_folder()
    {
        using var database = new TestDatabase();
        await using (var accounts = await TestAccounts.StartOnAsync(database, new ManualClock()))
        {
            await accounts.RegisterAsync("alice", "a secret pass phrase");
            await KindOfAsync(() => accounts.SignInAsync("a secret pass phrase", "a secret pass phrase"));
            var signedIn = await accounts.SignInAsync("alice", "a secret pass phrase");

            foreach (
                var file in Directory
                    .GetFiles(database.Folder, "minichat.db*")
                    .Where(name => !name.EndsWith(".lock", StringComparison.Ordinal))
            )
            {
                var bytes = await ReadAsync(file);
                Assert.That(bytes, Does.Not.Contain("a secret pass phrase").And.Not.Contain(signedIn.RefreshToken!));
                Assert.That(bytes, Does.Not.Contain(TestAccounts.Secret).And.Not.Contain(signedIn.BearerToken!));
            }
        }
    }

    private Task<RegisterResponse> RegisterAsync(Register request) =>
        _accounts.Services.Post(request, TestAccounts.From("10.0.0.1"), default);

    private async Task<ServiceException> RefusedAsync(Register request) =>
        (await Assert.ThrowsAsync<ServiceException>(() => RegisterAsync(request)))!;

    private static async Task<ErrorKind?> KindOfAsync<T>(Func<Task<T>> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (ServiceException e)
        {
            return e.Kind;
        }
    }

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
