using MiniChat.Host.Relays;
using MiniChat.Host.Settings;

namespace MiniChat.Host;

/// <summary>What is passed on to the model's server as it is, and within which limits.</summary>
public static class ConfigureRelays
{
    /// <summary>Adds the pass-through.</summary>
    public static void AddRelays(this WebApplicationBuilder builder, SettingReader settings)
    {
        builder.Services.AddSingleton(
            new RelayOptions
            {
                MaxBodyBytes = PassThroughBytes(settings),
                Models = settings.List("MiniChat__Limits__Models"),
                MaxTokens = settings.Number("MiniChat__Limits__Tokens", 0, 0, 100_000_000, "any number"),
                MaxChoices = settings.Number("MiniChat__Limits__Choices", 0, 0, 1000, "any number"),
            }
        );
        builder.Services.AddSingleton<RelayEnding>();
        builder.Services.AddSingleton<RelayCalls>();
        builder.Services.AddSingleton<HttpRelay>();
        builder.Services.AddSingleton<SocketRelay>();
    }

    /// <summary>How long a body may be that holds whole conversations: one that is passed on, and an import.</summary>
    internal static int PassThroughBytes(SettingReader settings) =>
        settings.Number("MiniChat__Limits__PassThroughBytes", 20 << 20, 1024, 1 << 30);
}
