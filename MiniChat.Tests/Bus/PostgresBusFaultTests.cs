using MiniChat.Tests.Support;

namespace MiniChat.Tests.Bus;

/// <summary>What the bus does when connections break, and when something comes that is none of ours.</summary>
[TestFixture, NonParallelizable]
internal sealed class PostgresBusFaultTests
{
    private PostgresDatabase _database = null!;
    private Counted _counted = null!;
    private BusNode _one = null!;
    private BusNode _two = null!;

    [SetUp]
    public async Task SetUp()
    {
        _database = await BusNode.NewDatabaseAsync();
        _counted = new Counted();
        var nodes = await BusNode.StartManyAsync(_database, 2);
        (_one, _two) = (nodes[0], nodes[1]);
    }

    [TearDown]
    public async Task TearDown()
    {
        _counted.Dispose();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task CutAsync(string purpose) =>
        await _database.Server.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_database.Name}' "
                + $"AND application_name = 'minichat-{purpose}'"
        );

    [Test]
    public async Task A_listener_whose_connection_breaks_says_that_it_missed_something_and_hears_again()
    {
        await CutAsync("bus-listen");
        await Eventually.TrueAsync(() => _two.Events.Contains("missed") && _one.Events.Contains("missed"));

        _one.Say("heard again");

        Assert.That((await _two.HearAsync()).Text, Is.EqualTo("heard again"));
        Assert.That(_counted["minichat.bus.reconnects"], Is.EqualTo(2));
    }

    [Test]
    public async Task A_sender_whose_connection_breaks_sends_all_it_had_once_and_in_order()
    {
        const int Count = 3000;

        for (var i = 0; i < Count; i++)
        {
            _one.Say($"word {i}");
            if (i % 1000 == 500)
                await CutAsync("bus-send");
        }

        Assert.That(await _two.HearAsync(Count), Is.EqualTo(Enumerable.Range(0, Count).Select(i => $"word {i}")));
        _one.Say("the end");
        Assert.That((await _two.HearAsync()).Text, Is.EqualTo("the end"), "nothing came twice");
        Assert.That(_one.Events, Does.Contain("missed"));
    }

    [Test]
    public async Task While_others_are_not_heard_the_bus_is_not_sound()
    {
        await _database.Server.ExecuteAsync($"ALTER DATABASE {_database.Name} ALLOW_CONNECTIONS false");
        await _database.TerminateBackendsAsync();
        await Eventually.TrueAsync(() => !_one.Bus.IsSound && !_two.Bus.IsSound);
        _one.Say("kept meanwhile");

        await _database.Server.ExecuteAsync($"ALTER DATABASE {_database.Name} ALLOW_CONNECTIONS true");

        await Eventually.TrueAsync(() => _one.Bus.IsSound && _two.Bus.IsSound);
        await Eventually.TrueAsync(() => _two.Events.Contains("missed"));
        Assert.That(_two.Events.Append("").All(happened => happened is "missed" or ""), "nobody was declared dead");
    }

    [Test]
    public async Task What_is_not_ours_or_broken_is_left_out_and_counted()
    {
        string[] payloads =
        [
            "not ours",
            "",
            "mc1 0123456789abcdef 1 1/1",
            "mc1 0123456789ABCDEF 1 1/1\nwords {}",
            "mc1 0123456789abcdef -1 1/1\nwords {}",
            "mc1 0123456789abcdef 99999999999999999999 1/1\nwords {}",
            "mc1 0123456789abcdef 1 2/1\nwords {}",
            "mc1 0123456789abcdef 1 1/99999\nwords {}",
            "mc2 0123456789abcdef 1 1/1\nwords {}",
            "mc1 0123456789abcdef 1 1/1 \nwords {}",
            "mc1 0123456789abcdef 1 1/1\nwords {\"text\":",
            "mc1 0123456789abcdef 2 1/1\nwords [1,2,3]",
            "mc1 0123456789abcdef 3 1/1\nwords null",
            "mc1 0123456789abcdef 4 1/1\nwords",
        ];

        foreach (var payload in payloads)
            await _database.ExecuteAsync($"SELECT pg_notify('minichat_all', '{payload}')");
        _one.Say("after");
        _two.Say("after");

        Assert.That((await _one.HearAsync()).Text, Is.EqualTo("after"));
        Assert.That((await _two.HearAsync()).Text, Is.EqualTo("after"));
        Assert.That(_counted["minichat.bus.broken"], Is.EqualTo(2 * payloads.Length), "at both nodes");
    }

    [Test]
    public async Task Parts_whose_rest_never_comes_are_forgotten()
    {
        const string Sender = "0123456789abcdef";
        string[] payloads =
        [
            $"mc1 {Sender} 1 1/3\nwords {{\"te",
            $"mc1 {Sender} 2 2/3\nxt\":\"never whole",
            $"mc1 {Sender} 4 1/1\nwords {{\"text\":\"whole\"}}",
            $"mc1 {Sender} 5 2/2\nwords {{\"text\":\"only an end\"}}",
            $"mc1 {Sender} 6 1/2\nwords {{\"text\":",
            $"mc1 {Sender} 7 2/2\n\"joined\"}}",
            $"mc1 {Sender} 7 1/1\nwords {{\"text\":\"twice\"}}",
        ];

        foreach (var payload in payloads)
            await _database.ExecuteAsync($"SELECT pg_notify('minichat_all', '{payload}')");
        _one.Say("after");

        Assert.That(await _two.HearAsync(3), Is.EqualTo(new[] { "whole", "joined", "after" }));
        Assert.That(_two.Events, Is.EqualTo(new[] { "missed" }));
    }
}
