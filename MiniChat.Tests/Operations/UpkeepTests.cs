using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Accounts;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>What is deleted by itself, without waiting for the first hour.</summary>
[TestFixture]
internal sealed class UpkeepTests
{
    private ManualClock _clock = null!;
    private TestDatabase _database = null!;

    [SetUp]
    public void Open()
    {
        _clock = new ManualClock();
        _database = new TestDatabase();
    }

    [TearDown]
    public void Close() => _database.Dispose();

    private Task<long> CountAsync(string table) =>
        _database.Readers.ReadAsync(
            session => session.Connection.ExecuteScalar<long>($"SELECT count(*) FROM {table}"),
            Deadline.Soon
        );

    /// <summary>Moves the clock until so many rows are left: the work begins beside the test.</summary>
    private async Task UntilAsync(string table, long left)
    {
        for (var deadline = Deadline.Soon; await CountAsync(table) != left; deadline.ThrowIfCancellationRequested())
            _clock.Advance(TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task Idempotency_keys_of_ended_answers_go_after_30_days()
    {
        var store = new SqliteAnswerStore(_database.Engine);
        var account = await _database.NewAccountAsync();
        await AskAsync(store, account, "old", days: 31, isEnded: true);
        await AskAsync(store, account, "old but running", days: 31, isEnded: false);
        await AskAsync(store, account, "young", days: 1, isEnded: true);
        using var upkeep = new AnswersUpkeep(store, _clock, NullLogger<AnswersUpkeep>.Instance);

        await upkeep.StartAsync(default);

        await UntilAsync("idempotency_keys", 2);
        await upkeep.StopAsync(default);
        Assert.That(await CountAsync("turns"), Is.EqualTo(6), "what was asked and answered stays");
    }

    [Test]
    public async Task Old_attempts_go()
    {
        var attempts = new SqlAttemptStore(_database.Engine);
        var sessions = new SqlSessionStore(_database.Engine);
        AttemptLimit[] limits = [new("a", 10, TimeSpan.FromHours(1))];
        await attempts.ReserveAsync("old", limits, _clock.GetUtcNow().AddDays(-2), default);
        await attempts.ReserveAsync("new", limits, _clock.GetUtcNow().AddDays(1), default);
        var signIns = new SqlCodeSignInStore(_database.Engine);
        using var upkeep = new AccountsUpkeep(attempts, sessions, signIns, _clock, NullLogger<AccountsUpkeep>.Instance);

        await upkeep.StartAsync(default);

        await UntilAsync("attempts", 1);
        await upkeep.StopAsync(default);
    }

    private async Task AskAsync(SqliteAnswerStore store, long account, string key, int days, bool isEnded)
    {
        var at = _clock.GetUtcNow().AddDays(-days);
        var ask = new NewAsk
        {
            AccountId = account,
            Text = "go",
            Model = "m",
            Key = key,
            At = at,
        };
        var outcome = await store.AskAsync(ask, default);
        if (isEnded)
            await store.EndAsync(
                new EndedAnswer
                {
                    AnswerId = outcome.AnswerId,
                    State = AnswerState.Completed,
                    Text = "",
                    At = at,
                },
                default
            );
    }
}
