using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;
using MiniChat.Host.Settings;

namespace MiniChat.Host;

/// <summary>Where settings come from: <c>appsettings.json</c>, <c>.env</c>, environment, command line, the later ones first.</summary>
public static class ConfigureSettings
{
    private const string DefaultUrls = "http://localhost:5000";

    /// <summary>Adds the <c>.env</c> file and the reader that checks every setting.</summary>
    public static SettingReader AddSettings(this WebApplicationBuilder builder)
    {
        if (DotEnvFile.Find(builder.Environment.ContentRootPath) is { } path)
        {
            var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
            var environment = sources
                .Select((source, index) => (source, index))
                .LastOrDefault(item => item.source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
            sources.Insert(
                environment.source is null ? sources.Count : environment.index,
                new MemoryConfigurationSource { InitialData = DotEnvFile.Read(path) }
            );
        }
        var settings = new SettingReader(builder.Configuration);
        builder.Services.AddSingleton(settings);
        var urls = builder.Configuration["urls"] ?? settings.Text("ASPNETCORE_URLS") ?? DefaultUrls;
        foreach (var url in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            Check(url);
        builder.WebHost.UseUrls(urls);
        return settings;
    }

    private static void Check(string url)
    {
        try
        {
            if (BindingAddress.Parse(url) is { Scheme: "http", Port: >= 0 and <= 65_535 })
                return;
        }
        catch (FormatException)
        {
            // Told below.
        }
        throw SettingReader.Bad("ASPNETCORE_URLS", url, "http addresses such as http://localhost:5000, parted by semicolons");
    }
}
