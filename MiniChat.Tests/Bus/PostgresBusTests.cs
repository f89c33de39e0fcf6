using System.Diagnostics;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Bus;

/// <summary>What nodes tell each other over a real PostgreSQL.</summary>
[TestFixture, NonParallelizable]
internal sealed class PostgresBusTests
{
    private PostgresDatabase _database = null!;
    private Counted _counted = null!;

    [SetUp]
    public async Task SetUp()
    {
        _database = await BusNode.NewDatabaseAsync();
        _counted = new Counted();
    }

    [TearDown]
    public async Task TearDown()
    {
        _counted.Dispose();
        await _database.DisposeAsync();
    }

    [Test]
    public async Task Notices_come_to_all_others_in_the_order_they_were_sent_and_not_to_the_sender()
    {
        var nodes = await BusNode.StartManyAsync(_database, 3);
        await using var one = nodes[0];
        await using var two = nodes[1];
        await using var three = nodes[2];
        var words = Enumerable.Range(0, 2000).Select(i => $"word {i}").ToArray();

        foreach (var word in words)
            one.Say(word);
        two.Say("the end");

        Assert.That(await two.HearAsync(words.Length), Is.EqualTo(words));
        var heard = new List<BusNode.Heard>();
        while (heard.Count <= words.Length)
            heard.Add(await three.HearAsync());
        Assert.That(heard.Where(word => word.From == one.Id).Select(word => word.Text), Is.EqualTo(words));
        Assert.That(heard.Where(word => word.From == two.Id).Select(word => word.Text), Is.EqualTo(new[] { "the end" }));
        Assert.That(await one.HearAsync(), Is.EqualTo(new BusNode.Heard(two.Id, "the end")));
        Assert.That((one.IsDone, two.IsDone, three.IsDone), Is.EqualTo((true, true, true)));
        Assert.That(nodes.SelectMany(node => node.Events), Is.Empty);
    }

    [Test]
    public async Task A_notice_to_one_node_comes_to_that_one_alone_in_order_with_its_others()
    {
        var nodes = await BusNode.StartManyAsync(_database, 3);
        await using var one = nodes[0];
        await using var two = nodes[1];
        await using var three = nodes[2];

        one.Say("for two", two);
        one.Say("for three", three);
        one.Say("for two again", two);
        one.Say("for itself", one);
        two.Say("to all");

        Assert.That(await two.HearAsync(2), Is.EqualTo(new[] { "for two", "for two again" }));
        Assert.That(
            new[] { (await three.HearAsync()).Text, (await three.HearAsync()).Text },
            Is.EquivalentTo(new[] { "for three", "to all" })
        );
        Assert.That((await one.HearAsync()).Text, Is.EqualTo("to all"));
        Assert.That((one.IsDone, two.IsDone, three.IsDone), Is.EqualTo((true, true, true)));
    }

    [Test]
    public async Task Equal_notices_of_one_tick_are_not_merged_and_long_ones_come_whole()
    {
        var nodes = await BusNode.StartManyAsync(_database, 2);
        await using var one = nodes[0];
        await using var two = nodes[1];
        // Characters of one to four bytes, so that every cut would fall into one of them sooner or later; lines and NUL too.
        var text = string.Concat(
            Enumerable
                .Range(0, 30_000)
                .Select(i =>
                    i % 7 == 0 ? "\n\0"
                    : i % 3 == 0 ? "👩‍💻"
                    : "aé€"
                )
        );
        var words = new[] { "same", "same", "same", text, "after", text, text[..9000], "same" };

        foreach (var word in words)
            one.Say(word);
        foreach (var word in words)
            one.Say(word, two);

        var heard = await two.HearAsync(2 * words.Length);

        Assert.That(heard, Is.EquivalentTo(words.Concat(words)));
        Assert.That(two.Events, Is.Empty);
        Assert.That(_counted["minichat.bus.received"], Is.EqualTo(2 * words.Length));
    }

    [Test]
    public async Task A_notice_that_is_too_long_is_dropped_and_missed_there()
    {
        var nodes = await BusNode.StartManyAsync(_database, 2);
        await using var one = nodes[0];
        await using var two = nodes[1];

        one.Say(new string('x', 2_000_000));
        one.Say("after");

        Assert.That((await two.HearAsync()).Text, Is.EqualTo("after"));
        await Eventually.TrueAsync(() => !two.Events.IsEmpty);
        Assert.That(two.Events, Is.EqualTo(new[] { "missed" }));
        Assert.That(_counted["minichat.bus.dropped"], Is.EqualTo(1));
    }

    [Test]
    public async Task What_finds_no_room_is_dropped_and_counted_and_missed_by_who_it_was_for()
    {
        var nodes = await BusNode.StartManyAsync(_database, 3);
        await using var one = nodes[0];
        await using var two = nodes[1];
        await using var three = nodes[2];
        var much = new string('x', 100_000);

        // Far more than waits at most, and faster than any tick.
        for (var i = 0; i < 1000; i++)
            one.Say(much, two);

        await Eventually.TrueAsync(() => two.Events.Contains("missed"));
        Assert.That(_counted["minichat.bus.dropped"], Is.GreaterThan(100));
        Assert.That(three.Events, Is.Empty);
        one.Say("still there");
        Assert.That((await three.HearAsync()).Text, Is.EqualTo("still there"));
    }

    [Test]
    public async Task However_much_is_sent_there_are_at_most_50_transactions_a_second()
    {
        var nodes = await BusNode.StartManyAsync(_database, 2);
        await using var one = nodes[0];
        await using var two = nodes[1];
        const int Count = 20_000;
        var adding = 0;
        using var ticks = one.Bus.EachTick(() => one.Say($"tick {++adding}"));
        var before = _counted["minichat.bus.transactions"];
        var begun = Stopwatch.GetTimestamp();

        for (var i = 0; i < Count; i++)
        {
            one.Say($"word {i}");
            // So that the flood lasts for several ticks.
            if (i % 500 == 0)
                await Eventually.TrueAsync(() => _counted["minichat.bus.received"] >= i);
        }
        while ((await two.HearAsync()).Text != $"word {Count - 1}") { }

        var taken = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var transactions = _counted["minichat.bus.transactions"] - before;
        TestContext.Out.WriteLine($"{transactions} transactions in {taken:F2} s for {Count} notices and {adding} of ticks");
        // The other node's beats, four a second, and the transactions at either end.
        Assert.That(transactions, Is.LessThanOrEqualTo(54 * taken + 4));
        Assert.That(adding, Is.GreaterThan(0));
    }

    [Test]
    public async Task Nobody_is_told_when_nobody_else_is_there_and_ticks_rest()
    {
        await using var one = await BusNode.StartAsync(_database);
        using var ticks = one.Bus.EachTick(() => one.Say("tick"));

        one.Say("alone");
        await using var two = await BusNode.StartAsync(_database);
        Assert.That((await two.HearAsync()).Text, Is.EqualTo("tick"));

        Assert.That(two.Events, Does.Contain("missed"), "it cannot know whether that mattered");
        Assert.That((one.Bus.Others, two.Bus.Others), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task The_last_notices_of_a_node_that_ends_are_sent_and_then_it_has_left()
    {
        var nodes = await BusNode.StartManyAsync(_database, 2);
        var one = nodes[0];
        await using var two = nodes[1];
        var id = one.Id;

        for (var i = 0; i < 100; i++)
            one.Say($"word {i}");
        await one.DisposeAsync();

        Assert.That(await two.HearAsync(100), Has.Exactly(1).EqualTo("word 99"));
        await Eventually.TrueAsync(() => !two.Events.IsEmpty);
        Assert.That(two.Events, Is.EqualTo(new[] { $"left {id}" }), "and nothing was missed");
        Assert.That(two.Bus.Others, Is.False);
        Assert.That(await _database.ScalarAsync<long>("SELECT count(*) FROM nodes"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_handler_that_fails_harms_nobody()
    {
        var nodes = await BusNode.StartManyAsync(_database, 2);
        await using var one = nodes[0];
        await using var two = nodes[1];
        using var failing = two.Bus.Subscribe<BusNode.Word>("words", (_, _) => throw new InvalidOperationException());
        using var failingToo = one.Bus.EachTick(() => throw new InvalidOperationException());
        var ended = two.Bus.Subscribe<BusNode.Word>("other", (_, _) => Assert.Fail("it has ended"));
        ended.Dispose();

        one.Bus.Send("other", new BusNode.Word("unheard"));
        one.Say("one");
        one.Say("two");

        Assert.That(await two.HearAsync(2), Is.EqualTo(new[] { "one", "two" }));
    }
}
