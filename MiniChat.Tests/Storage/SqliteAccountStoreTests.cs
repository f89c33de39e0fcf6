using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
public sealed class SqliteAccountStoreTests : AccountStoreContract
{
    private TestDatabase _database = null!;

    protected override void Open()
    {
        _database = new TestDatabase();
        Store = new SqlAccountStore(_database.Engine);
    }

    [TearDown]
    public void Close() => _database.Dispose();
}

[TestFixture]
internal sealed class SqliteGoneAccountTests : GoneAccountContract
{
    private readonly TestDatabase _database = new();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [OneTimeSetUp]
    public void Open()
    {
        Engine = _database.Engine;
        Answers = new SqliteAnswerStore(_database.Engine);
    }

    protected override Task<long> NewAccountAsync() => _database.NewAccountAsync();
}
