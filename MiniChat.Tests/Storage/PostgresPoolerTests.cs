using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Storage.Postgres;
using MiniChat.ServiceInterface.Answers;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

/// <summary>Stores behind PgBouncer, which gives each transaction another connection.</summary>
[TestFixture]
internal sealed class PostgresPoolerTests
{
    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task A_pooler_is_noticed_at_the_start_and_asks_go_through_it()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var bouncer = await PgBouncer.StartAsync(database.Server, "pool_mode = transaction\ndefault_pool_size = 2");
        var options = new PostgresOptions { ConnectionString = bouncer.ConnectionString(database), Connections = 6 };
        await using var pool = PostgresStart.Open(options, TimeProvider.System);
        var bus = new MemoryBus();
        await database.ExecuteAsync(
            $"INSERT INTO nodes VALUES ('{bus.NodeId}', now(), now()); INSERT INTO accounts "
                + "(user_name, normalized_user_name, security_stamp, created_at) VALUES ('a', 'A', '', 0)"
        );
        await using var answers = new PostgresAnswerStore(new PostgresEngine(pool), bus);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async i =>
                {
                    var outcome = await answers.AskAsync(
                        new NewAsk
                        {
                            AccountId = 1,
                            Text = $"{i}",
                            Model = "m",
                            At = DateTimeOffset.UnixEpoch,
                        },
                        Cancel
                    );
                    await answers.FindTurnAsync(1, outcome.TurnId, Cancel);
                    await answers.CheckpointAsync([new Checkpoint(outcome.AnswerId, "x")], Cancel);
                    return outcome;
                })
        );

        Assert.That(pool.Options.Pooler, Is.True);
        Assert.That(outcomes.Select(outcome => outcome.Result), Is.All.EqualTo(AskResult.Accepted));
        Assert.That(await database.ScalarAsync<long>("SELECT count(*) FROM turns WHERE text = 'x'"), Is.EqualTo(40));
    }
}
