using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
public sealed class SqliteAttemptStoreTests : AttemptStoreContract
{
    private TestDatabase _database = null!;

    protected override void Open()
    {
        _database = new TestDatabase();
        Store = new SqlAttemptStore(_database.Engine);
    }

    [TearDown]
    public void Close() => _database.Dispose();
}
