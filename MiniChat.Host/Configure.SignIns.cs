using MiniChat.Host.Settings;
using MiniChat.Host.SignIns;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host;

/// <summary>Signing in by code: our own page, or an outside provider where one is added.</summary>
public static class ConfigureSignIns
{
    /// <summary>Adds it. Its stores come with the storage.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <exception cref="StartupException">A setting has a bad value.</exception>
    public static void AddSignIns(this IHostApplicationBuilder builder, SettingReader settings)
    {
        var services = builder.Services;
        var options = OptionsOf(settings);
        services.AddSingleton(options);
        services.AddSingleton(new ProviderEntry(options.LeadsHere));
        services.AddSingleton<OutsideAccounts>();
        services.AddSingleton<CodeSignIns>();
        services.AddSingleton<CodeRedeemer>();
        services.AddSingleton<SignInDoor>();
        services.AddSingleton<SignInPage>();
        services.AddSingleton<BrowserSignIn>();
    }

    /// <summary>The addresses; an outside provider is told the same.</summary>
    /// <param name="settings">Reads the settings.</param>
    /// <exception cref="StartupException">A setting has a bad value.</exception>
    internal static SignInOptions OptionsOf(SettingReader settings) =>
        new()
        {
            PublicUrl = settings.Address("MiniChat__PublicUrl")?.AbsoluteUri.TrimEnd('/'),
            RedirectUri = settings.Address("MiniChat__OAuth__RedirectUri"),
            AllowedOrigins = settings.List("MiniChat__AllowedOrigins"),
        };
}
