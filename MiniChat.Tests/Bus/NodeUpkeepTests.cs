using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Bus;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Bus;

/// <summary>When what dead nodes left behind is looked for.</summary>
[TestFixture]
internal sealed class NodeUpkeepTests
{
    [Test]
    public async Task Leftovers_are_ended_each_second_at_once_when_a_node_left_and_after_a_failure()
    {
        var buses = new JoinedBuses();
        var clock = new ManualClock();
        var watch = new Watch();
        var other = buses.Join();
        using var upkeep = new NodeUpkeep(buses.Join(), [watch], clock, NullLogger<NodeUpkeep>.Instance);
        await upkeep.StartAsync(Deadline.Soon);

        other.Leave();
        await watch.CalledAsync();
        watch.Fails = true;
        clock.Advance(TimeSpan.FromSeconds(1));
        await watch.CalledAsync();
        watch.Fails = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        await watch.CalledAsync();

        await upkeep.StopAsync(Deadline.Soon);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(watch.Waiting, Is.Zero, "it has stopped");
    }

    private sealed class Watch : INodeWatch
    {
        private readonly Channel<bool> _calls = Channel.CreateUnbounded<bool>();

        public bool Fails { get; set; }

        public int Waiting => _calls.Reader.Count;

        public Task CalledAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(Deadline.Longest);

        public Task EndLeftoversAsync(CancellationToken cancel)
        {
            _calls.Writer.TryWrite(true);
            return Fails ? throw new InvalidOperationException("the store is away") : Task.CompletedTask;
        }
    }
}
