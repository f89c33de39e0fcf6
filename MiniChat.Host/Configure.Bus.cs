using MiniChat.Host.Bus;
using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Bus.Postgres;
using MiniChat.Host.Settings;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Nodes;
using Npgsql;

namespace MiniChat.Host;

/// <summary>How the processes of one server tell each other what they did.</summary>
public static class ConfigureBus
{
    private const int UsualTick = 20;

    /// <summary>Adds the bus that goes with the engine: PostgreSQL's own, or that of a single process.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <exception cref="StartupException">A setting has a bad value.</exception>
    public static void AddBus(this WebApplicationBuilder builder, SettingReader settings)
    {
        var services = builder.Services;
        var store = settings.Text("ConnectionStrings__MiniChat");
        var options = new BusOptions
        {
            ConnectionString = settings.Text("ConnectionStrings__Bus") ?? store ?? "",
            Tick = TimeSpan.FromMilliseconds(
                settings.Number("MiniChat__Bus__TickMilliseconds", UsualTick, UsualTick, 1000, "milliseconds")
            ),
        };
        if (!PostgresSetup.IsMeant(store))
        {
            services.AddSingleton<IBus, MemoryBus>();
            return;
        }
        Check(options.ConnectionString);
        services.AddSingleton(options);
        services.AddSingleton(provider =>
        {
            // It brings the schema up to date, in which nodes have their rows.
            provider.GetRequiredService<ISqlEngine>();
            return ActivatorUtilities.CreateInstance<PostgresBus>(provider);
        });
        services.AddSingleton<IBus>(provider => provider.GetRequiredService<PostgresBus>());
        services.AddHostedService(provider => provider.GetRequiredService<PostgresBus>());
        services.AddHostedService<NodeUpkeep>();
    }

    private static void Check(string connectionString)
    {
        try
        {
            if (!string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host))
                return;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // Told below, without the text: it may hold a password.
        }
        throw new StartupException(
            "ConnectionStrings__Bus cannot be read; it is a direct connection to the database of ConnectionStrings__MiniChat, such as "
                + "'Host=localhost;Port=5432;Database=minichat;Username=minichat;Password=…'."
        );
    }
}
