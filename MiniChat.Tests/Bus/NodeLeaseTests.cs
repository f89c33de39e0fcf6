using MiniChat.Tests.Support;

namespace MiniChat.Tests.Bus;

/// <summary>Who is there, who is declared dead, and by whom. The rhythm is five times as fast; the database's clock is its own.</summary>
[TestFixture, NonParallelizable]
internal sealed class NodeLeaseTests
{
    private const string Stranger = "00000000000000aa";

    private PostgresDatabase _database = null!;
    private QuickClock _clock = null!;

    [SetUp]
    public async Task SetUp()
    {
        _database = await BusNode.NewDatabaseAsync();
        _clock = new QuickClock(5);
    }

    [TearDown]
    public async Task TearDown() => await _database.DisposeAsync();

    private Task AddStrangerAsync(string renewed) =>
        _database.ExecuteAsync($"INSERT INTO nodes VALUES ('{Stranger}', clock_timestamp(), clock_timestamp() {renewed})");

    private async Task<BusNode[]> StartManyAsync(int count)
    {
        var nodes = new BusNode[count];
        for (var i = 0; i < count; i++)
            nodes[i] = await BusNode.StartAsync(_database, _clock);
        foreach (var node in nodes)
            await Eventually.TrueAsync(() => node.Bus.Others);
        return nodes;
    }

    private async Task<bool> IsThereAsync(string id) =>
        await _database.ScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM nodes WHERE id = '{id}')");

    [Test]
    public async Task A_row_is_there_from_the_start_is_renewed_and_goes_with_the_node()
    {
        var node = await BusNode.StartAsync(_database, _clock);
        Assert.That(await IsThereAsync(node.Id), Is.True);

        await Eventually.TrueAsync(() =>
            _database.ScalarAsync<bool>("SELECT renewed_at > started_at + interval '50 milliseconds' FROM nodes")
        );
        await node.DisposeAsync();

        Assert.That(await IsThereAsync(node.Id), Is.False);
    }

    [Test]
    public async Task Who_does_not_renew_is_declared_dead_by_exactly_one_and_all_are_told_once()
    {
        using var counted = new Counted();
        await AddStrangerAsync("- interval '4 seconds'");

        var nodes = await StartManyAsync(3);
        await Eventually.TrueAsync(async () => !await IsThereAsync(Stranger));
        foreach (var node in nodes)
            await Eventually.TrueAsync(() => node.Events.Contains($"left {Stranger}"));

        foreach (var node in nodes)
        {
            Assert.That(node.Events.Count(happened => happened == $"left {Stranger}"), Is.EqualTo(1));
            Assert.That(node.Events, Does.Contain("missed"), "it may have done something that it could tell nobody");
            Assert.That(await IsThereAsync(node.Id), Is.True);
            await node.DisposeAsync();
        }
        Assert.That(counted["minichat.nodes.dead"], Is.EqualTo(1));
    }

    [Test]
    public async Task Who_was_killed_is_declared_dead()
    {
        var nodes = await StartManyAsync(2);
        await using var lives = nodes[0];
        var dead = nodes[1].Id;

        await nodes[1].KillAsync();
        // The database's clock is not to be moved: the row is made older.
        await _database.ExecuteAsync($"UPDATE nodes SET renewed_at = renewed_at - interval '4 seconds' WHERE id = '{dead}'");

        await Eventually.TrueAsync(() => lives.Events.Contains($"left {dead}"));
        Assert.That(await IsThereAsync(dead), Is.False);
        Assert.That(lives.Bus.Others, Is.False);
    }

    [Test]
    public async Task A_node_that_lost_its_lease_hears_of_it_takes_another_id_and_goes_on()
    {
        var nodes = await StartManyAsync(2);
        await using var one = nodes[0];
        await using var two = nodes[1];
        await Eventually.TrueAsync(() => two.Bus.Others && one.Bus.Others);
        var lost = one.Id;
        two.Say("one", one);
        two.Say("two", one);
        Assert.That(await one.HearAsync(2), Is.EqualTo(new[] { "one", "two" }));
        two.Say("three", one);
        Assert.That((await one.HearAsync()).Text, Is.EqualTo("three"));

        await _database.ExecuteAsync($"DELETE FROM nodes WHERE id = '{lost}'");
        await Eventually.TrueAsync(() => one.Id != lost && two.Events.Contains($"left {lost}"));
        await Eventually.TrueAsync(() => one.Events.SkipWhile(happened => happened != $"lost {lost}").Contains("missed"));
        // Until it listens under its new id, what is sent to that is lost; it says so.
        two.Say("to the new one", one);
        one.Say("from the new one");

        Assert.That(await one.HearAsync(), Is.EqualTo(new BusNode.Heard(two.Id, "to the new one")));
        Assert.That(await two.HearAsync(), Is.EqualTo(new BusNode.Heard(one.Id, "from the new one")));
        Assert.That(one.Events.Count(happened => happened == $"lost {lost}"), Is.EqualTo(1));
        Assert.That(await IsThereAsync(one.Id), Is.True);
    }

    [Test]
    public async Task After_an_outage_nobody_is_judged_before_all_had_time_to_come_back()
    {
        var clock = new QuickClock(2);
        await using var node = await BusNode.StartAsync(_database, clock);
        await Eventually.TrueAsync(() => node.Bus.IsSound);
        await _database.Server.ExecuteAsync($"ALTER DATABASE {_database.Name} ALLOW_CONNECTIONS false");
        await _database.TerminateBackendsAsync();
        await Eventually.TrueAsync(() => !node.Bus.IsSound);

        var back = clock.GetTimestamp();
        await _database.Server.ExecuteAsync($"ALTER DATABASE {_database.Name} ALLOW_CONNECTIONS true");
        await AddStrangerAsync("- interval '10 seconds'");
        await Eventually.TrueAsync(async () => !await IsThereAsync(Stranger));

        Assert.That(clock.GetElapsedTime(back), Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(3.5)));
        Assert.That(node.Events, Has.None.StartsWith("lost"));
    }

    [Test]
    public async Task A_jump_of_the_databases_clock_kills_nobody_who_renews()
    {
        var nodes = await StartManyAsync(2);
        await using var one = nodes[0];
        await using var two = nodes[1];
        var ids = (one.Id, two.Id);
        await AddStrangerAsync("- interval '4 seconds'");

        // As if its clock were ten seconds ahead all at once: the rows look old until they are renewed.
        while (await IsThereAsync(Stranger))
            await _database.ExecuteAsync(
                $"UPDATE nodes SET renewed_at = renewed_at - interval '10 seconds' WHERE id <> '{Stranger}'"
            );

        Assert.That((one.Id, two.Id), Is.EqualTo(ids));
        Assert.That(one.Events.Concat(two.Events), Has.None.StartsWith("lost"));
    }
}
