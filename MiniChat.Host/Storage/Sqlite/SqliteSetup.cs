using Microsoft.Data.Sqlite;
using MiniChat.Host.Operations;
using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Adds SQLite as what keeps everything.</summary>
internal static class SqliteSetup
{
    /// <summary>The connection string where none is configured.</summary>
    public const string Default = "Data Source=App_Data/minichat.db";

    /// <summary>Adds the engine. The file is opened when the server starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Where the file is.</param>
    public static void Add(IServiceCollection services, SqliteOptions options)
    {
        services.AddSingleton(provider => Open(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new StorePlace(provider.GetRequiredService<SqliteFile>().Path));
        services.AddSingleton<SqliteWriter>();
        services.AddSingleton<SqliteReaders>();
        services.AddSingleton<SqliteEngine>();
        services.AddSingleton<ISqlEngine>(provider => provider.GetRequiredService<SqliteEngine>());
        services.AddSingleton<IStoreProbe, SqliteProbe>();
        services.AddSingleton<IAnswerStore, SqliteAnswerStore>();
        services.AddSingleton<IUsageStore, SqlUsageStore>();
    }

    /// <summary>The path in a connection string.</summary>
    /// <param name="connectionString">The value of <c>ConnectionStrings__MiniChat</c>.</param>
    /// <exception cref="StartupException">It names no file.</exception>
    public static string PathOf(string connectionString)
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
            "ConnectionStrings__MiniChat cannot be read; it can be 'Data Source=' and the path of a SQLite file, such as "
                + $"'{Default}', or the place of a PostgreSQL database, such as "
                + "'Host=localhost;Database=minichat;Username=minichat;Password=…'."
        );
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
}
