using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteCodeSignInStoreTests : CodeSignInStoreContract
{
    private TestDatabase _database = null!;

    [SetUp]
    public void Open()
    {
        _database = new TestDatabase();
        Store = new SqliteCodeSignInStore(_database.Writer, _database.Readers);
    }

    [TearDown]
    public void Close() => _database.Dispose();

    protected override Task<long> NewAccountAsync() => _database.NewAccountAsync();
}

[TestFixture]
internal sealed class SqliteIdentityStoreTests : IdentityStoreContract
{
    private TestDatabase _database = null!;

    [SetUp]
    public void Open()
    {
        _database = new TestDatabase();
        Identities = new SqliteIdentityStore(_database.Writer, _database.Readers);
        Accounts = new SqliteAccountStore(_database.Writer, _database.Readers);
        SignIns = new SqliteCodeSignInStore(_database.Writer, _database.Readers);
    }

    [TearDown]
    public void Close() => _database.Dispose();
}
