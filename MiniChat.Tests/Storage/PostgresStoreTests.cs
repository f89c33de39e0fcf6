using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sql;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class PostgresAnswerStoreTests : AnswerStoreContract
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
        Chats = new SqlChatStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();

    protected override void EndNode() => _store.EndNode();
}

[TestFixture]
internal sealed class PostgresAnswerLedgerTests : AnswerLedgerContract
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
        Usages = new PostgresUsageStore(_store.Engine);
        Answers = _store.Answers;
        Chats = new SqlChatStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();

    protected override void EndNode() => _store.EndNode();
}

[TestFixture]
internal sealed class PostgresUsageStoreTests : UsageStoreContract
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
        Usages = new PostgresUsageStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class PostgresPromptStoreTests : PromptStoreContract
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

[TestFixture]
internal sealed class PostgresChatStoreTests : ChatStoreContract
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
        Chats = new SqlChatStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class PostgresVectorStoreTests : VectorStoreContract
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
        Vectors = new SqlVectorStore(_store.Engine);
        Answers = _store.Answers;
        Chats = new SqlChatStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();

    protected override Task DeleteAccountAsync(long accountId) =>
        new SqlAccountStore(_store.Engine).DeleteAsync(accountId, TestContext.CurrentContext.CancellationToken);
}
