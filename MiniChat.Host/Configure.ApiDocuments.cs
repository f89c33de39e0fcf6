using MiniChat.Host.ApiDocuments;
using MiniChat.Host.Settings;

namespace MiniChat.Host;

/// <summary>The document of all doors, and its pages.</summary>
public static class ConfigureApiDocuments
{
    /// <summary>Adds them; nothing is made before somebody asks.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <exception cref="StartupException">A setting has a bad value.</exception>
    public static void AddApiDocuments(this IHostApplicationBuilder builder, SettingReader settings)
    {
        var publicUrl = settings.Address("MiniChat__PublicUrl")?.AbsoluteUri.TrimEnd('/');
        builder.Services.AddSingleton(new DocumentAddress(publicUrl));
        builder.Services.AddSingleton<ApiDocument>();
    }
}
