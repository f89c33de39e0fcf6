using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class PostgresCommitUpkeepTests
{
    [Test]
    public async Task Marks_of_transactions_go_after_ten_minutes_however_many_there_are()
    {
        await using var store = await TestPostgres.CreateAsync();
        store.Execute(
            "INSERT INTO commits SELECT gen_random_uuid(), TRUE, now() - INTERVAL '11 minutes' FROM generate_series(1, 25000)"
        );
        store.Execute(
            "INSERT INTO commits SELECT gen_random_uuid(), TRUE, now() - INTERVAL '9 minutes' FROM generate_series(1, 3)"
        );
        var clock = new ManualClock();
        using var upkeep = new PostgresCommitUpkeep(store.Engine, clock, NullLogger<PostgresCommitUpkeep>.Instance);

        await upkeep.StartAsync(Deadline.Soon);

        const string Old = "SELECT count(*) FROM commits WHERE at < now() - INTERVAL '10 minutes'";
        const string New = "SELECT count(*) FROM commits WHERE at < now() - INTERVAL '5 minutes'";
        await Eventually.TrueAsync(async () =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            return await CountAsync(store, Old) == 0;
        });
        Assert.That(await CountAsync(store, New), Is.EqualTo(3));
        await upkeep.StopAsync(Deadline.Soon);
    }

    private static Task<long> CountAsync(TestPostgres store, string sql) =>
        store.Engine.ReadAsync(session => session.Prepare(sql).NumberAsync(), Deadline.Soon);
}
