using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host.Bus;
using MiniChat.Host.Bus.Memory;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Bus;

/// <summary>The bus of a server that is one process.</summary>
[TestFixture]
internal sealed class MemoryBusTests
{
    [Test]
    public async Task A_server_on_sqlite_is_alone_and_trusts_what_it_remembers()
    {
        await using var server = MiniChatServer.Start();

        var bus = server.Services.GetRequiredService<IBus>();

        Assert.That(bus, Is.TypeOf<MemoryBus>());
        Assert.That((bus.Others, bus.IsSound, BusIds.IsId(bus.NodeId)), Is.EqualTo((false, true, true)));
    }

    [Test]
    public void Nobody_hears_what_is_sent()
    {
        var bus = new MemoryBus();
        var heard = 0;
        using var subscription = bus.Subscribe<BusNode.Word>("words", (_, _) => heard++);
        using var ticks = bus.EachTick(() => heard++);

        bus.Send("words", new BusNode.Word("one"));
        bus.Send("words", new BusNode.Word("two"), bus.NodeId);

        Assert.That(heard, Is.Zero);
    }
}
