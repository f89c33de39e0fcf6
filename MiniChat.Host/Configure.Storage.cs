using MiniChat.Host.Settings;
using MiniChat.Host.Storage;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceInterface.Shares;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.ServiceInterface.Transfers;

namespace MiniChat.Host;

/// <summary>Which engine keeps everything: SQLite, or PostgreSQL where a host is named.</summary>
public static class ConfigureStorage
{
    /// <summary>Adds the engine that <c>ConnectionStrings__MiniChat</c> names, and the stores over it.</summary>
    public static void AddStorage(this WebApplicationBuilder builder, SettingReader settings)
    {
        var place = PlaceOf(settings, builder.Environment.ContentRootPath);
        if (place.Postgres is { } postgres)
            PostgresSetup.Add(builder.Services, postgres, settings.Text("JWT_SECRET"));
        else
            SqliteSetup.Add(builder.Services, place.Sqlite!);
        AddStores(builder.Services);
    }

    /// <summary>Where everything is kept.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="contentRoot">Where the path of a file begins.</param>
    /// <param name="connectionString">Another place than <c>ConnectionStrings__MiniChat</c>; null for that one.</param>
    /// <exception cref="StartupException">The connection string names no place.</exception>
    public static EnginePlace PlaceOf(SettingReader settings, string contentRoot, string? connectionString = null)
    {
        var configured = settings.Text("ConnectionStrings__MiniChat") ?? SqliteSetup.Default;
        var meant = connectionString ?? configured;
        var synchronous = settings.Choice("MiniChat__Sqlite__Synchronous", "FULL", "FULL", "NORMAL");
        var postgres = new PostgresOptions
        {
            ConnectionString = meant,
            Connections = settings.Number("MiniChat__Postgres__Connections", 20, 2, 1000),
            Pooler = settings.Choice("MiniChat__Postgres__Pooler", "auto", "auto", "true", "false") switch
            {
                "true" => true,
                "false" => false,
                _ => null,
            },
        };
        if (PostgresSetup.IsMeant(meant))
        {
            PostgresSetup.Check(meant);
            return new EnginePlace { Postgres = postgres };
        }
        var path = Path.Combine(contentRoot, SqliteSetup.PathOf(meant));
        return new EnginePlace
        {
            Sqlite = new SqliteOptions { Path = path, Synchronous = synchronous },
        };
    }

    private static void AddStores(IServiceCollection services)
    {
        services.AddSingleton<IChatStore, SqlChatStore>();
        services.AddSingleton<IAccountStore, SqlAccountStore>();
        services.AddSingleton<ISessionStore, SqlSessionStore>();
        services.AddSingleton<IAttemptStore, SqlAttemptStore>();
        services.AddSingleton<IApiKeyStore, SqlApiKeyStore>();
        services.AddSingleton<ICodeSignInStore, SqlCodeSignInStore>();
        services.AddSingleton<IIdentityStore, SqlIdentityStore>();
        services.AddSingleton<IInterviewStore, SqlInterviewStore>();
        services.AddSingleton<IVectorStore, SqlVectorStore>();
        services.AddSingleton<ISearchStore, SqlSearchStore>();
        services.AddSingleton<IShareStore, SqlShareStore>();
        services.AddSingleton<ITransferStore, SqlTransferStore>();
    }
}
