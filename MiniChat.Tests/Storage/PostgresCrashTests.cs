using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
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
            new PostgresOptions
            {
                ConnectionString = _database.ConnectionString,
                Connections = 2,
                // However long this machine needs to start a server.
                Patience = Deadline.Longest,
                Longest = Deadline.Longest,
            },
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

    [Test]
    public async Task An_ask_that_a_crash_swallowed_is_asked_again_and_told_under_the_number_that_is_kept()
    {
        var bus = new MemoryBus();
        var account = await _database.ScalarAsync<long>(
            "INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) VALUES ('a', 'A', '', 0) RETURNING id"
        );
        await _database.ExecuteAsync($"INSERT INTO nodes VALUES ('{bus.NodeId}', now(), now())");
        await using var answers = new PostgresAnswerStore(_engine, bus);
        await using var holder = new Npgsql.NpgsqlConnection(_database.ConnectionString);
        await holder.OpenAsync(Deadline.Soon);
        await using var held = await holder.BeginTransactionAsync(Deadline.Soon);
        await using (var hold = new Npgsql.NpgsqlCommand("LOCK TABLE turns IN SHARE MODE", holder))
            await hold.ExecuteNonQueryAsync(Deadline.Soon);

        var asking = answers.AskAsync(AskOf(account), Cancel);
        await Eventually.TrueAsync(() => _database.ScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)"));
        await CrashAsync();
        var outcome = await asking;

        Assert.That(outcome.Result, Is.EqualTo(AskResult.Accepted));
        var kept = await answers.FindAnswersAfterAsync(account, 0, 10, Cancel);
        Assert.That(kept, Is.EqualTo(new[] { outcome.AnswerId }));
    }

    private static NewAsk AskOf(long account) =>
        new()
        {
            AccountId = account,
            Text = "What is 1+1?",
            Model = "m",
            At = DateTimeOffset.UnixEpoch,
        };
}
