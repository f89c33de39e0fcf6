using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteAnswerStoreTests : AnswerStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Answers = new SqliteAnswerStore(_store.Engine);
        Chats = new SqlChatStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class SqliteChatStoreTests : ChatStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Answers = new SqliteAnswerStore(_store.Engine);
        Chats = new SqlChatStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
