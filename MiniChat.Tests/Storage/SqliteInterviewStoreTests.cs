using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteInterviewStoreTests : InterviewStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Interviews = new SqlInterviewStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
