using MiniChat.Host;
using MiniChat.Host.Accounts;

namespace MiniChat.Tests.Accounts;

[TestFixture]
public sealed class JwtSecretTests
{
    private string _folder = null!;

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("minichat-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_placeholder_and_short_secrets_are_refused()
    {
        Assert.That(
            () => JwtSecret.Check("your_jwt_secret"),
            Throws.TypeOf<StartupException>().With.Message.Contains("JWT_SECRET").And.Message.Contains("placeholder")
        );
        Assert.That(
            () => JwtSecret.Check(new string('x', 31)),
            Throws.TypeOf<StartupException>().With.Message.StartsWith("JWT_SECRET has 31 bytes; it needs at least 32.")
        );
        Assert.That(JwtSecret.Check(new string('x', 32)), Has.Length.EqualTo(32));
        Assert.That(JwtSecret.Check(new string('ж', 16)), Has.Length.EqualTo(16));
        Assert.That(JwtSecret.Check(""), Is.Null);
        Assert.That(JwtSecret.Check(null), Is.Null);
    }

    [Test]
    public void A_secret_is_made_once_for_the_owner_alone()
    {
        var first = JwtSecret.Keep(_folder);
        var second = JwtSecret.Keep(_folder);

        Assert.That(second, Is.EqualTo(first));
        Assert.That(Convert.FromBase64String(first), Has.Length.EqualTo(64));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(
                File.GetUnixFileMode(Path.Combine(_folder, "jwt.secret")),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite)
            );
        }
    }

    [Test]
    public async Task Many_at_once_agree_on_one_secret()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => JwtSecret.Keep(_folder))));

        Assert.That(all.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void An_empty_secret_file_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "jwt.secret"), "");

        Assert.That(() => JwtSecret.Keep(_folder), Throws.TypeOf<StartupException>());
    }
}
