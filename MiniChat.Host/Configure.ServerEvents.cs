using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.ServerEvents;

namespace MiniChat.Host;

/// <summary>Server-events: how many streams there may be, and whose channels are whose.</summary>
public static class ConfigureServerEvents
{
    private const int Many = 1_000_000;

    /// <summary>Adds server-events.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <exception cref="StartupException">A setting has a bad value.</exception>
    public static void AddServerEvents(this WebApplicationBuilder builder, SettingReader settings)
    {
        var usual = new ServerEventsOptions();
        builder.Services.AddSingleton<IChannelGuard, AnswerChannels>();
        builder.Services.AddServerEvents(
            usual with
            {
                PerAccount = Limit("EventStreamsPerAccount", usual.PerAccount),
                PerAddress = Limit("AnonymousEventStreamsPerAddress", usual.PerAddress),
                Anonymous = Limit("AnonymousEventStreams", usual.Anonymous),
                MostWaiting = settings.Number("MiniChat__Limits__EventStreamBytes", usual.MostWaiting, 1 << 18, 1 << 28),
                Scope = Scopes.Chat,
                PublicUrl = settings.Address("MiniChat__PublicUrl"),
            }
        );

        int Limit(string name, int fallback) => settings.Number($"MiniChat__Limits__{name}", fallback, 0, Many, "any number");
    }
}
