using Microsoft.Data.Sqlite;
using MiniChat.Host.Operations;
using MiniChat.Host.Settings;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host;

/// <summary>Which engine keeps everything: SQLite.</summary>
public static class ConfigureStorage
{
    private const string Default = "Data Source=App_Data/minichat.db";

    /// <summary>Adds the engine that <c>ConnectionStrings__MiniChat</c> names.</summary>
    public static void AddStorage(this WebApplicationBuilder builder, SettingReader settings)
    {
        var options = new SqliteOptions
        {
            Path = Path.Combine(
                builder.Environment.ContentRootPath,
                PathOf(settings.Text("ConnectionStrings__MiniChat") ?? Default)
            ),
            Synchronous = settings.Choice("MiniChat__Sqlite__Synchronous", "FULL", "FULL", "NORMAL"),
        };
        builder.Services.AddSingleton(services => Open(options, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<SqliteWriter>();
        builder.Services.AddSingleton<SqliteReaders>();
        builder.Services.AddSingleton<SqliteEngine>();
        builder.Services.AddSingleton<ISqlEngine>(services => services.GetRequiredService<SqliteEngine>());
        builder.Services.AddSingleton<IStoreProbe, SqliteProbe>();
        builder.Services.AddSingleton<IAnswerStore, SqliteAnswerStore>();
        builder.Services.AddSingleton<IChatStore, SqlChatStore>();
        builder.Services.AddSingleton<IAccountStore, SqlAccountStore>();
        builder.Services.AddSingleton<ISessionStore, SqlSessionStore>();
        builder.Services.AddSingleton<IAttemptStore, SqlAttemptStore>();
        builder.Services.AddSingleton<IApiKeyStore, SqlApiKeyStore>();
        builder.Services.AddSingleton<ICodeSignInStore, SqlCodeSignInStore>();
        builder.Services.AddSingleton<IIdentityStore, SqlIdentityStore>();
        builder.Services.AddSingleton<IUsageStore, SqlUsageStore>();
        builder.Services.AddSingleton<IInterviewStore, SqlInterviewStore>();
        builder.Services.AddSingleton<IVectorStore, SqlVectorStore>();
    }

    private static SqliteFile Open(SqliteOptions options, TimeProvider clock)
    {
        var file = new SqliteFile(options);
        try
        {
            SqliteMigrator.Migrate(file, clock);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string PathOf(string connectionString)
    {
        try
        {
            var path = new SqliteConnectionStringBuilder(connectionString).DataSource;
            if (path.Length > 0 && path != ":memory:")
                return path;
        }
        catch (ArgumentException)
        {
            // Told below; the text itself may hold a password.
        }
        throw new StartupException(
            "ConnectionStrings__MiniChat cannot be read; it can be 'Data Source=' and the path of a SQLite file, "
                + $"such as '{Default}'."
        );
    }
}
