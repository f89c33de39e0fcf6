using Dapper;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteCodeSignInStoreTests : CodeSignInStoreContract
{
    private TestDatabase _database = null!;

    [SetUp]
    public void Open()
    {
        _database = new TestDatabase();
        Store = new SqlCodeSignInStore(_database.Engine);
    }

    [TearDown]
    public void Close() => _database.Dispose();

    // There are up to ten thousand, counted each time one begins, and nobody else writes meanwhile.
    [Test]
    public async Task Those_that_wait_are_counted_in_an_index_alone()
    {
        var plan = await _database.Writer.WriteAsync(
            session =>
                session.Connection.QuerySingle("EXPLAIN QUERY PLAN SELECT count(*) FROM code_sign_ins WHERE used_at IS NULL"),
            Deadline.Soon
        );

        Assert.That((string)plan.detail, Does.Contain("USING COVERING INDEX waiting_code_sign_ins"));
    }

    protected override Task<long> NewAccountAsync() => _database.NewAccountAsync();
}

[TestFixture]
internal sealed class SqliteIdentityStoreTests : IdentityStoreContract
{
    private TestDatabase _database = null!;

    [SetUp]
    public void Open()
    {
        _database = new TestDatabase();
        Identities = new SqlIdentityStore(_database.Engine);
        Accounts = new SqlAccountStore(_database.Engine);
        SignIns = new SqlCodeSignInStore(_database.Engine);
    }

    [TearDown]
    public void Close() => _database.Dispose();
}
