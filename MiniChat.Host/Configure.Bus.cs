using MiniChat.Host.Bus.Memory;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host;

/// <summary>How the processes of one server tell each other what they did.</summary>
public static class ConfigureBus
{
    /// <summary>Adds the bus of a single process.</summary>
    public static void AddBus(this WebApplicationBuilder builder) => builder.Services.AddSingleton<IBus, MemoryBus>();
}
