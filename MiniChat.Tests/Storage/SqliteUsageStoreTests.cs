using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteUsageStoreTests : UsageStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Usages = new SqliteUsageStore(_store.Writer, _store.Readers);
        Accounts = new SqliteAccountStore(_store.Writer, _store.Readers);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class SqliteAnswerLedgerTests : AnswerLedgerContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Usages = new SqliteUsageStore(_store.Writer, _store.Readers);
        Answers = new SqliteAnswerStore(_store.Writer, _store.Readers);
        Chats = new SqliteChatStore(_store.Writer, _store.Readers);
        Accounts = new SqliteAccountStore(_store.Writer, _store.Readers);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class SqliteApiKeyStoreTests : ApiKeyStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Keys = new SqliteApiKeyStore(_store.Writer, _store.Readers);
        Accounts = new SqliteAccountStore(_store.Writer, _store.Readers);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
