using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
public sealed class AccountFieldsTests
{
    private TestAccounts _accounts = null!;

    [SetUp]
    public async Task Start() => _accounts = await TestAccounts.StartAsync();

    [TearDown]
    public async Task Stop() => await _accounts.DisposeAsync();

    [TestCase("ａｄｍｉｎ", Description = "full width")]
    [TestCase("ADMIN")]
    [TestCase("аdmіn", Description = "Cyrillic letters among Latin ones")]
    [TestCase("admın", Description = "i without a dot")]
    [TestCase("admin.")]
    [TestCase("admin ")]
    [TestCase(" admin")]
    [TestCase("ad\u200bmin", Description = "zero width")]
    [TestCase("ad\u00admin", Description = "soft hyphen")]
    [TestCase("admin\0")]
    [TestCase("admin\u3164", Description = "a letter that shows nothing")]
    [TestCase("admin\ufe0f")]
    [TestCase("\u202eadmin", Description = "right to left")]
    [TestCase("𝐚𝐝𝐦𝐢𝐧", Description = "mathematical letters")]
    [TestCase("ⓐⓓⓜⓘⓝ")]
    [TestCase("adm\u0456n")]
    [TestCase("admi\u0316n")]
    [TestCase("ADM\u0130N")]
    [TestCase("admin\ud800")]
    [TestCase("admin@")]
    public async Task A_name_that_looks_like_another_is_refused(string name)
    {
        await _accounts.RegisterAsync("admin");

        var error = await RefusedAsync(new Register { UserName = name, Password = "right password" });

        Assert.That(error.Kind, Is.AnyOf(ErrorKind.Invalid, ErrorKind.Conflict));
        Assert.That(error.Errors[0].FieldName, Is.EqualTo("UserName"));
    }

    [TestCase("kelvin", "\u212Aelvin")]
    [TestCase("KELVIN", "\u212Aelvin")]
    [TestCase("сосо", "coco", Description = "all Cyrillic, all Latin")]
    [TestCase("straße", "STRAẞE")]
    [TestCase("σας", "ΣΑΣ")]
    public async Task Two_names_that_look_the_same_are_one(string first, string second)
    {
        await _accounts.RegisterAsync(first);

        var error = await RefusedAsync(new Register { UserName = second, Password = "right password" });

        Assert.That(error.Kind, Is.EqualTo(ErrorKind.Conflict));
    }

    [TestCase("a")]
    [TestCase("алиса")]
    [TestCase("Ελένη")]
    [TestCase("日本語ユーザー")]
    [TestCase("김민수")]
    [TestCase("علي")]
    [TestCase("Zoë_van-der.Berg99")]
    [TestCase("ａｌｉｃｅ")]
    public async Task Names_of_many_scripts_can_be_had_and_signed_in_with(string name)
    {
        var registered = await _accounts.RegisterAsync(name);

        Assert.That((await _accounts.SignInAsync(name)).UserId, Is.EqualTo(registered.UserId));
        Assert.That((await _accounts.SignInAsync(name.ToUpperInvariant())).UserId, Is.EqualTo(registered.UserId));
        Assert.That(registered.UserName, Is.EqualTo(AccountNames.Fold(name)));
    }

    [Test]
    public async Task A_name_has_at_most_64_characters()
    {
        await _accounts.RegisterAsync(new string('a', 64));

        var error = await RefusedAsync(new Register { UserName = new string('b', 65), Password = "right password" });

        Assert.That(error.ErrorCode, Is.EqualTo("MaximumLength"));
    }

    [TestCase("nope")]
    [TestCase("@b.c")]
    [TestCase("a@")]
    [TestCase("a@b.")]
    [TestCase("a@.c")]
    [TestCase("a@b..c")]
    [TestCase("a@-b.c")]
    [TestCase("a@b@c.d")]
    [TestCase("a b@c.d")]
    [TestCase("a@b c.d")]
    [TestCase(" a@b.c")]
    [TestCase("a@b.c\n")]
    [TestCase("a\u200b@b.c")]
    [TestCase("<a@b.c>")]
    [TestCase("a.@b.c")]
    [TestCase("a\ud800@b.c")]
    public async Task A_bad_address_is_refused(string email)
    {
        var error = await RefusedAsync(new Register { Email = email, Password = "right password" });

        Assert.That((error.ErrorCode, error.Errors[0].FieldName), Is.EqualTo(("Email", "Email")));
        Assert.That(error.Message, Is.EqualTo("'Email' is not a valid email address."));
    }

    [TestCase("a@b.c")]
    [TestCase("first.last+tag@sub.example.org")]
    [TestCase("почта@пример.рф")]
    [TestCase("o'brien@example.ie")]
    public async Task A_plausible_address_is_taken(string email) =>
        Assert.That(
            (await RegisterAsync(new Register { Email = email, Password = "right password" })).UserName,
            Is.EqualTo(email)
        );

    [TestCase(8, true)]
    [TestCase(7, false)]
    [TestCase(128, true)]
    [TestCase(129, false)]
    public async Task A_password_has_8_to_128_characters(int length, bool good)
    {
        // One character, two UTF-16 units.
        var password = string.Concat(Enumerable.Repeat("🔑", length));

        var kind = await KindOfAsync(() => _accounts.RegisterAsync("alice", password));

        Assert.That(kind, Is.EqualTo(good ? null : (ErrorKind?)ErrorKind.Invalid));
        if (good)
        {
            Assert.That((await _accounts.SignInAsync("alice", password)).BearerToken, Is.Not.Null);
            Assert.That(
                await KindOfAsync(() => _accounts.SignInAsync("alice", password[..^2])),
                Is.EqualTo(ErrorKind.Unauthorized)
            );
        }
    }

    [TestCase("right password ")]
    [TestCase(" right password")]
    [TestCase("Right password")]
    [TestCase("right password\0")]
    [TestCase("")]
    public async Task A_password_is_taken_exactly(string almost)
    {
        await _accounts.RegisterAsync("alice");

        var kind = await KindOfAsync(() => _accounts.SignInAsync("alice", almost));

        Assert.That(kind, Is.EqualTo(almost.Length == 0 ? ErrorKind.Invalid : ErrorKind.Unauthorized));
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
}
