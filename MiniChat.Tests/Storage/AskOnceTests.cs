using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteAskOnceTests : AskOnceContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Answers = new SqliteAnswerStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class PostgresAskOnceTests : AskOnceContract
{
    private TestPostgres _store = null!;

    [OneTimeSetUp]
    public async Task Connect() => _store = await TestPostgres.CreateAsync();

    [OneTimeTearDown]
    public async Task Disconnect() => await _store.DisposeAsync();

    [SetUp]
    public void Open()
    {
        _store.Clear();
        Answers = _store.Answers;
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
