using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
public sealed class SqliteSessionStoreTests : SessionStoreContract
{
    private TestDatabase _database = null!;

    protected override void Open()
    {
        _database = new TestDatabase();
        Store = new SqlSessionStore(_database.Engine);
        Accounts = new SqlAccountStore(_database.Engine);
    }

    [TearDown]
    public void Close() => _database.Dispose();
}
