using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniChat.Host.Accounts;
using MiniChat.Host.Settings;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host;

/// <summary>Accounts: who can sign in, how tokens are made, what is limited.</summary>
public static class ConfigureAccounts
{
    private const int MostPerHour = 1_000_000;

    /// <summary>Adds accounts. Their stores come with the storage.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <exception cref="StartupException">A setting has a bad value.</exception>
    public static void AddAccounts(this IHostApplicationBuilder builder, SettingReader settings)
    {
        var services = builder.Services;
        var secret = JwtSecret.Check(settings.Text("JWT_SECRET"));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(LimitsOf(settings));
        services.AddSingleton(AdminOf(settings));
        services.AddSingleton(provider => new JwtOptions { Secret = secret ?? KeptSecret(provider) });

        services.AddSingleton<JwtTokens>();
        services.AddSingleton<IAccessTokens>(provider => provider.GetRequiredService<JwtTokens>());
        services.AddSingleton<ISessionEvents, SessionEvents>();
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<ApiKeyUses>();
        services.AddSingleton<TokenLookup>();
        services.AddSingleton<TokenMemory>();
        services.AddSingleton<ITokenAuthority, TokenAuthority>();
        services.AddSingleton<SessionLook>();
        services.AddHostedService<SessionRounds>();
        AddCore(services);

        services.AddHostedService<AdminStart>();
        services.AddHostedService<AccountsUpkeep>();
    }

    private static void AddCore(IServiceCollection services)
    {
        // One of each: none keeps anything of a request, unlike what Identity's own registration is made for.
        services.AddSingleton<IUserStore<Account>, AccountUserStore>();
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<IUserValidator<Account>, AccountValidator>();
        services.AddSingleton<ILookupNormalizer, AccountNormalizer>();
        services.AddSingleton<IdentityErrorDescriber>();
        services.AddSingleton<UserManager<Account>>();
        services.AddSingleton<PasswordQueue>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<AttemptGuard>();
        services.AddSingleton<Registration>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<AccountChanges>();
        services.AddSingleton<AdminAccount>();
        services.TryAddSingleton<AccountServices>();
    }

    private static string KeptSecret(IServiceProvider provider) =>
        JwtSecret.Keep(Path.GetDirectoryName(provider.GetRequiredService<SqliteFile>().Path)!);

    private static AccountLimits LimitsOf(SettingReader settings)
    {
        var usual = new AccountLimits();
        return new AccountLimits
        {
            RegistrationsPerHour = settings.Number(
                "MiniChat__Limits__RegistrationsPerHour",
                usual.RegistrationsPerHour,
                0,
                MostPerHour,
                "any number"
            ),
            FailedSignInsPerHour = settings.Number(
                "MiniChat__Limits__FailedSignInsPerHour",
                usual.FailedSignInsPerHour,
                0,
                MostPerHour,
                "any number"
            ),
        };
    }

    private static AdminOptions AdminOf(SettingReader settings)
    {
        var options = new AdminOptions
        {
            UserName = settings.Text("MiniChat__Admin__UserName"),
            Password = settings.Text("MiniChat__Admin__Password"),
            Email = settings.Text("MiniChat__Admin__Email"),
        };
        if (options.UserName is null && (options.Password ?? options.Email) is not null)
        {
            throw new StartupException(
                "MiniChat__Admin__UserName is missing; it names the account that MiniChat__Admin__Password and "
                    + "MiniChat__Admin__Email are for."
            );
        }
        return options;
    }
}
