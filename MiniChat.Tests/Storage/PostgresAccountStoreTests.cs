using MiniChat.Host.Storage.Sql;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class PostgresAccountStoreTests : AccountStoreContract
{
    private TestPostgres _store = null!;

    [OneTimeSetUp]
    public async Task Connect() => _store = await TestPostgres.CreateAsync();

    [OneTimeTearDown]
    public async Task Disconnect() => await _store.DisposeAsync();

    protected override void Open()
    {
        _store.Clear();
        Store = new SqlAccountStore(_store.Engine);
    }
}

[TestFixture]
internal sealed class PostgresSessionStoreTests : SessionStoreContract
{
    private TestPostgres _store = null!;

    [OneTimeSetUp]
    public async Task Connect() => _store = await TestPostgres.CreateAsync();

    [OneTimeTearDown]
    public async Task Disconnect() => await _store.DisposeAsync();

    protected override void Open()
    {
        _store.Clear();
        Store = new SqlSessionStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
    }
}

[TestFixture]
internal sealed class PostgresAttemptStoreTests : AttemptStoreContract
{
    private TestPostgres _store = null!;

    [OneTimeSetUp]
    public async Task Connect() => _store = await TestPostgres.CreateAsync();

    [OneTimeTearDown]
    public async Task Disconnect() => await _store.DisposeAsync();

    protected override void Open()
    {
        _store.Clear();
        Store = new SqlAttemptStore(_store.Engine);
    }
}

[TestFixture]
internal sealed class PostgresApiKeyStoreTests : ApiKeyStoreContract
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
        Keys = new SqlApiKeyStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class PostgresCodeSignInStoreTests : CodeSignInStoreContract
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
        Store = new SqlCodeSignInStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class PostgresIdentityStoreTests : IdentityStoreContract
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
        Identities = new SqlIdentityStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
        SignIns = new SqlCodeSignInStore(_store.Engine);
    }
}

[TestFixture]
internal sealed class PostgresInterviewStoreTests : InterviewStoreContract
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
        Interviews = new SqlInterviewStore(_store.Engine);
        Accounts = new SqlAccountStore(_store.Engine);
    }

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}

[TestFixture]
internal sealed class PostgresGoneAccountTests : GoneAccountContract
{
    private TestPostgres _store = null!;

    [OneTimeSetUp]
    public async Task Connect()
    {
        _store = await TestPostgres.CreateAsync();
        _store.Clear();
        Engine = _store.Engine;
        Answers = _store.Answers;
    }

    [OneTimeTearDown]
    public async Task Disconnect() => await _store.DisposeAsync();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();
}
