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

[TestFixture]
internal sealed class PostgresSearchStoreTests : SearchStoreContract
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
        Accounts = new SqlAccountStore(_store.Engine);
        Searches = new SqlSearchStore(_store.Engine);
    }

    [Test]
    public async Task What_an_older_process_kept_gets_its_words_at_the_next_start()
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await A_turn_is_found_with_what_there_is_to_tell_of_it_by_its_owner_alone();
        var words = await CountAsync();
        await _store.Engine.WriteAsync(session => session.Prepare("UPDATE turns SET words = NULL").ExecuteAsync(), cancel);
        var without = await CountAsync();

        using var pool = PostgresStart.Open(
            new PostgresOptions { ConnectionString = _store.ConnectionString },
            TimeProvider.System
        );

        Assert.That((words, without, await CountAsync()), Is.EqualTo((2, 0, 2)));
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();

    protected override Task<long> CountAsync() =>
        _store.Engine.ReadAsync(
            session => session.Prepare("SELECT count(*) FROM turns WHERE words IS NOT NULL").NumberAsync(),
            TestContext.CurrentContext.CancellationToken
        );

    protected override void EndNode() => _store.EndNode();
}

[TestFixture]
internal sealed class PostgresShareStoreTests : ShareStoreContract
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
        Chats = new SqlChatStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
        Shares = new SqlShareStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class PostgresTransferStoreTests : TransferStoreContract
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
        Searches = new SqlSearchStore(_store.Engine);
        Transfers = new SqlTransferStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
