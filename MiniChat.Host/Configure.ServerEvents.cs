using System.Security.Cryptography;
using MiniChat.Host.Settings;
using MiniChat.Host.Storage.Postgres;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Events;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.ServerEvents;

namespace MiniChat.Host;

/// <summary>Server-events: how many streams there may be, and whose channels are whose.</summary>
public static class ConfigureServerEvents
{
    private const int Many = 1_000_000;
    private const int Ranges = 100_000;

    /// <summary>Adds server-events.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <exception cref="StartupException">A setting has a bad value.</exception>
    public static void AddServerEvents(this WebApplicationBuilder builder, SettingReader settings)
    {
        var usual = new ServerEventsOptions();
        builder.Services.AddSingleton<IChannelGuard, AnswerChannels>();
        builder.Services.AddSingleton<EventRelay>();
        builder.Services.AddSingleton<IEventRelay>(provider => provider.GetRequiredService<EventRelay>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<EventRelay>());
        builder.Services.AddServerEvents(
            usual with
            {
                PerAccount = Limit("EventStreamsPerAccount", usual.PerAccount),
                PerAddress = Limit("AnonymousEventStreamsPerAddress", usual.PerAddress),
                Anonymous = Limit("AnonymousEventStreams", usual.Anonymous),
                MostWaiting = settings.Number("MiniChat__Limits__EventStreamBytes", usual.MostWaiting, 1 << 18, 1 << 28),
                Scope = Scopes.Chat,
                PublicUrl = settings.Address("MiniChat__PublicUrl"),
                FirstNumber = FirstNumber(settings),
            }
        );

        int Limit(string name, int fallback) => settings.Number($"MiniChat__Limits__{name}", fallback, 0, Many, "any number");
    }

    // Those who have not signed in are known by a number: two nodes should not give the same.
    private static long FirstNumber(SettingReader settings) =>
        PostgresSetup.IsMeant(settings.Text("ConnectionStrings__MiniChat"))
            ? (long)RandomNumberGenerator.GetInt32(Ranges) * Many
            : 0;
}
