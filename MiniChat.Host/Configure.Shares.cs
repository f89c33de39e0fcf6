using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.Shares;

namespace MiniChat.Host;

/// <summary>Links to shared chats.</summary>
public static class ConfigureShares
{
    /// <summary>Adds them. Their store comes with the storage.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="settings">Reads the settings.</param>
    public static void AddShares(this IHostApplicationBuilder builder, SettingReader settings)
    {
        builder.Services.AddSingleton(new ShareOptions(settings.Address("MiniChat__PublicUrl")?.AbsoluteUri.TrimEnd('/')));
        builder.Services.AddSingleton<ShareLinks>();
    }
}
