using System.Text.RegularExpressions;
using MiniChat.Host.Accounts;
using MiniChat.Host.Operations;
using MiniChat.Host.Settings;
using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Adds PostgreSQL as what keeps everything.</summary>
internal static partial class PostgresSetup
{
    /// <summary>Whether a connection string is meant for PostgreSQL: it names a host.</summary>
    /// <param name="connectionString">The value of <c>ConnectionStrings__MiniChat</c>.</param>
    public static bool IsMeant(string? connectionString) => connectionString is not null && Host().IsMatch(connectionString);

    /// <summary>Checks what is configured, and adds the engine. The database is opened when the server starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Where the database is.</param>
    /// <param name="secret">The value of <c>JWT_SECRET</c>.</param>
    /// <exception cref="StartupException">The connection string cannot be read, or there is no secret.</exception>
    public static void Add(IServiceCollection services, PostgresOptions options, string? secret)
    {
        Check(options.ConnectionString);
        JwtSecret.Demand(secret);
        services.AddSingleton(options);
        services.AddSingleton(provider => PostgresStart.Open(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new StorePlace(provider.GetRequiredService<PostgresPool>().Options.Place));
        services.AddSingleton<PostgresEngine>();
        services.AddSingleton<ISqlEngine>(provider => provider.GetRequiredService<PostgresEngine>());
        services.AddSingleton<IStoreProbe, PostgresProbe>();
        services.AddSingleton<IAnswerStore, PostgresAnswerStore>();
        services.AddSingleton<IUsageStore, PostgresUsageStore>();
        services.AddHostedService<PostgresCommitUpkeep>();
    }

    /// <summary>Checks what is configured.</summary>
    /// <param name="connectionString">Where the database is.</param>
    /// <exception cref="StartupException">It cannot be read.</exception>
    internal static void Check(string connectionString)
    {
        try
        {
            if (!string.IsNullOrWhiteSpace(PostgresOptions.Read(connectionString).Host))
                return;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // Told below, without the text: it may hold a password.
        }
        throw new StartupException(
            "ConnectionStrings__MiniChat cannot be read as the place of a PostgreSQL database; it is written like "
                + "'Host=localhost;Port=5432;Database=minichat;Username=minichat;Password=…', its names as Npgsql lists them."
        );
    }

    [GeneratedRegex(@"(^|;)\s*(Host|Server)\s*=|^postgres(ql)?:", RegexOptions.IgnoreCase)]
    private static partial Regex Host();
}
