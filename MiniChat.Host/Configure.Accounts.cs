using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniChat.Host.Accounts;
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
    /// <exception cref="StartupException">A setting has a bad value.</exception>
    public static void AddAccounts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var secret = JwtSecret.Check(builder.Configuration["JWT_SECRET"]);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(LimitsOf(builder.Configuration));
        services.AddSingleton(AdminOf(builder.Configuration));
        services.AddSingleton(provider => new JwtOptions { Secret = secret ?? KeptSecret(provider) });

        services.AddSingleton<JwtTokens>();
        services.AddSingleton<IAccessTokens>(provider => provider.GetRequiredService<JwtTokens>());
        services.AddSingleton<ISessionEvents, SessionEvents>();
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<ITokenAuthority, TokenAuthority>();
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
        provider.GetService<SqliteFile>() is { } file
            ? JwtSecret.Keep(Path.GetDirectoryName(file.Path)!)
            : throw new StartupException(
                "JWT_SECRET is missing. With PostgreSQL all processes must share one: set it to at least "
                    + $"{JwtSecret.Shortest} bytes."
            );

    private static AccountLimits LimitsOf(IConfiguration configuration)
    {
        var usual = new AccountLimits();
        return new AccountLimits
        {
            RegistrationsPerHour = Number(configuration, "RegistrationsPerHour", usual.RegistrationsPerHour),
            FailedSignInsPerHour = Number(configuration, "FailedSignInsPerHour", usual.FailedSignInsPerHour),
        };
    }

    private static int Number(IConfiguration configuration, string name, int usual)
    {
        var text = configuration[$"MiniChat:Limits:{name}"];
        if (string.IsNullOrEmpty(text))
            return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostPerHour
            ? number
            : throw new StartupException($"MiniChat__Limits__{name} is '{text}'; it can be 0 (none) to {MostPerHour}.");
    }

    private static AdminOptions AdminOf(IConfiguration configuration)
    {
        var options = new AdminOptions
        {
            UserName = Text(configuration, "UserName"),
            Password = Text(configuration, "Password"),
            Email = Text(configuration, "Email"),
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

    private static string? Text(IConfiguration configuration, string name) =>
        configuration[$"MiniChat:Admin:{name}"] is { Length: > 0 } text ? text : null;
}
