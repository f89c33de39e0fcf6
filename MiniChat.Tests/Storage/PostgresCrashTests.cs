using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sql;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

/// <summary>
/// What a server forgets that crashes: the numbers of transactions and turns that were on no disk yet. It gives them again, and
/// what another one does under them is no answer to who lost the connection at a commit.
/// </summary>
[TestFixture]
internal sealed class PostgresCrashTests
{
    private const string Insert = "INSERT INTO store_probe VALUES (@id, @id)";

    private PostgresServer _server = null!;
    private PostgresDatabase _database = null!;
    private PostgresPool _pool = null!;
    private PostgresEngine _engine = null!;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Start()
    {
        // Nothing is put on the disk but by a commit, within the time of a test.
        _server = await PostgresServer.StartOwnAsync(new() { ["wal_writer_delay"] = "10s" });
        _database = await PostgresDatabase.CreateAsync(_server);
        _pool = PostgresStart.Open(
            new PostgresOptions { ConnectionString = _database.ConnectionString, Connections = 2 },
            TimeProvider.System
        );
        _engine = new PostgresEngine(_pool);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_pool is not null)
            await _pool.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private Task<long> CountAsync(long id) => _database.ScalarAsync<long>($"SELECT count(*) FROM store_probe WHERE id = {id}");

    /// <summary>Comes back without what was not committed, and gives the numbers of that to others.</summary>
    private async Task CrashAsync()
    {
        await _server.CrashAsync();
        await _server.StartAsync();
        for (var id = 1000; id < 1010; id++)
            await _database.ExecuteAsync($"INSERT INTO store_probe VALUES ({id}, {id}) ON CONFLICT DO NOTHING");
    }

    [Test]
    public async Task A_work_that_a_crash_swallowed_before_its_commit_is_not_told_to_be_kept()
    {
        var told = await Assert.ThrowsAsync<ServiceException>(() =>
            _engine.WriteAsync(
                async session =>
                {
                    await session.Prepare(Insert).Bind("@id", 7).ExecuteAsync();
                    await CrashAsync();
                },
                Cancel
            )
        );

        Assert.That(told!.Message, Does.Contain("nothing was kept"));
        Assert.That(await CountAsync(7), Is.Zero);
    }
}
