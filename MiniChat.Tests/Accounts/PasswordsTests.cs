using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Accounts;

[TestFixture]
public sealed class PasswordsTests
{
    private TestDatabase _database = null!;
    private PasswordQueue _queue = null!;
    private SqlAccountStore _store = null!;

    [SetUp]
    public void Open()
    {
        _database = new TestDatabase();
        _queue = new PasswordQueue(1);
        _store = new SqlAccountStore(_database.Engine);
    }

    [TearDown]
    public void Close()
    {
        _queue.Dispose();
        _database.Dispose();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_wrong_password_costs_one_hash_whether_there_is_an_account_or_not(bool there)
    {
        var hasher = new CountingHasher();
        var passwords = new Passwords(hasher, _queue, _store);
        var account = there ? new Account { PasswordHash = await passwords.HashAsync("right password") } : null;
        await passwords.VerifyAsync(null, "the first one also waits for the dummy");
        hasher.Iterations.Clear();

        Assert.That(await passwords.VerifyAsync(account, "wrong password"), Is.False);
        Assert.That(hasher.Iterations, Is.EqualTo(new[] { 1000 }));
    }

    [Test]
    public async Task Nobodys_password_is_never_right()
    {
        var passwords = new Passwords(new CountingHasher(), _queue, _store);

        Assert.That(await passwords.VerifyAsync(null, ""), Is.False);
        Assert.That(await passwords.VerifyAsync(new Account(), ""), Is.False);
    }

    [Test]
    public async Task An_endless_password_costs_no_hash()
    {
        var hasher = new CountingHasher();
        var passwords = new Passwords(hasher, _queue, _store);

        Assert.That(await passwords.VerifyAsync(null, new string('a', 129)), Is.False);
        Assert.That(hasher.Iterations, Is.Empty);
    }

    [Test]
    public async Task A_weaker_hash_is_renewed_when_its_owner_signs_in()
    {
        var weak = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 500 }));
        var account = new Account { UserName = "alice", PasswordHash = weak.HashPassword(new Account(), "right password") };
        account.Id = (await _store.CreateAsync(account, default)).Id;
        var passwords = new Passwords(new CountingHasher(), _queue, _store);

        Assert.That(await passwords.VerifyAsync(account, "right password"), Is.True);

        var renewed = await _store.FindAsync(account.Id, default);
        Assert.That(renewed!.PasswordHash, Is.Not.EqualTo(account.PasswordHash));
        Assert.That(await passwords.VerifyAsync(renewed, "right password"), Is.True);
    }

    private sealed class CountingHasher : IPasswordHasher<Account>
    {
        private readonly PasswordHasher<Account> _inner = new(
            Options.Create(new PasswordHasherOptions { IterationCount = 1000 })
        );

        public List<int> Iterations { get; } = [];

        public string HashPassword(Account user, string password) => _inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            // The count stands in the hash, after its version and function.
            var bytes = Convert.FromBase64String(hashedPassword);
            Iterations.Add(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)));
            return _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
