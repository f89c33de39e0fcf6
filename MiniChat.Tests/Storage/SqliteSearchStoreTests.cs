using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteSearchStoreTests : SearchStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Answers = new SqliteAnswerStore(_store.Engine);
        Chats = new SqlChatStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
        Searches = new SqlSearchStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();

    protected override Task<long> CountAsync() =>
        _store.Engine.ReadAsync(
            session => session.Prepare("SELECT count(*) FROM turn_words").NumberAsync(),
            TestContext.CurrentContext.CancellationToken
        );
}

[TestFixture]
internal sealed class SqliteShareStoreTests : ShareStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Chats = new SqlChatStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
        Shares = new SqlShareStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class SqliteTransferStoreTests : TransferStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Answers = new SqliteAnswerStore(_store.Engine);
        Chats = new SqlChatStore(_store.Engine);
        Searches = new SqlSearchStore(_store.Engine);
        Transfers = new SqlTransferStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
