using MiniChat.Host.Commands;

namespace MiniChat.Host;

/// <summary>What commands take from the settings: the same database as the server's.</summary>
public static class ConfigureCommands
{
    /// <summary>Reads them.</summary>
    /// <exception cref="StartupException">A setting is wrong.</exception>
    internal static CommandSettings Read()
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        var settings = builder.AddSettings();
        var root = builder.Environment.ContentRootPath;
        return new CommandSettings
        {
            Place = ConfigureStorage.PlaceOf(settings, root),
            PlaceOf = connectionString => ConfigureStorage.PlaceOf(settings, root, connectionString),
            HasSecret = settings.Text("JWT_SECRET") is not null,
        };
    }
}
