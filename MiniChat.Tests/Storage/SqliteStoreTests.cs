using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteAnswerStoreTests : AnswerStoreContract
{
    private SqliteStore _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new SqliteStore();
        Answers = new SqliteAnswerStore(_store.Writer, _store.Readers);
        Chats = new SqliteChatStore(_store.Writer, _store.Readers);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class SqliteChatStoreTests : ChatStoreContract
{
    private SqliteStore _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new SqliteStore();
        Answers = new SqliteAnswerStore(_store.Writer, _store.Readers);
        Chats = new SqliteChatStore(_store.Writer, _store.Readers);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
