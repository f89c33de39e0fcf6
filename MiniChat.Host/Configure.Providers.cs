using System.Text.RegularExpressions;
using MiniChat.Host.Identity;
using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host;

/// <summary>The outside provider where people sign in, when the settings name one.</summary>
public static partial class ConfigureProviders
{
    private const string ClientId = "MiniChat__OAuth__ClientId";
    private const string Provider = "MiniChat__OAuth__Provider";
    private const string Issuer = "MiniChat__OAuth__Issuer";
    private const string Scope = "MiniChat__OAuth__Scope";
    private const string Authorization = "MiniChat__OAuth__AuthorizationEndpoint";
    private const string Token = "MiniChat__OAuth__TokenEndpoint";
    private const string UserInfo = "MiniChat__OAuth__UserInfoEndpoint";

    /// <summary>Adds the provider.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="settings">Reads the settings.</param>
    /// <exception cref="StartupException">A setting has a bad value, is missing, or does not go with another.</exception>
    public static void AddProviders(this IHostApplicationBuilder builder, SettingReader settings)
    {
        var options = OptionsOf(settings);
        if (options is null)
            return;
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<IIdentityProvider, OAuthIdentityProvider>();
    }

    private static ProviderOptions? OptionsOf(SettingReader settings)
    {
        var name = settings.Text(Provider) ?? "oidc";
        if (!ProviderName().IsMatch(name))
            throw SettingReader.Bad(Provider, name, "github, or a name of 1 to 32 signs of a-z, 0-9 and -");
        var isGitHub = name == GitHub.Name;
        var issuer = IssuerOf(settings);
        var options = new ProviderOptions
        {
            Name = name,
            // Absent, nothing else may be there either; that is seen when all were read.
            ClientId = settings.Text(ClientId) ?? "",
            ClientSecret = settings.Text("MiniChat__OAuth__ClientSecret"),
            // As it was written: the provider compares it to the letter.
            RedirectUri = ConfigureSignIns.OptionsOf(settings).Target?.OriginalString ?? "",
            Issuer = issuer,
            AuthorizationEndpoint = Endpoint(settings, Authorization),
            TokenEndpoint = Endpoint(settings, Token),
            UserInfoEndpoint = Endpoint(settings, UserInfo),
            EmailsEndpoint = Endpoint(settings, "MiniChat__OAuth__EmailsEndpoint"),
            Scope = ScopeOf(settings, isGitHub, issuer),
            Fields = FieldsOf(settings, isGitHub ? GitHub.Fields : new ProviderFields()),
            Authentication = AuthenticationOf(settings),
        };
        if (options.ClientId.Length == 0)
        {
            RefuseWithoutClient(settings);
            return null;
        }
        CheckRedirect(options);
        if (isGitHub)
            options = GitHub.Complete(options);
        if (options.Issuer is null)
            CheckEndpoints(options);
        else
            CheckIssuer(options);
        return options;
    }

    private static void RefuseWithoutClient(SettingReader settings)
    {
        string[] alone = [ClientId, "MiniChat__OAuth__RedirectUri"];
        var first = settings
            .Asked.ToList()
            .Where(name => name.StartsWith("MiniChat__OAuth__", StringComparison.Ordinal) && !alone.Contains(name))
            .FirstOrDefault(name => settings.Text(name) is not null);
        if (first is not null)
            throw new StartupException(
                $"{first} is set, but {ClientId} is missing; set it to the id that the provider gave this server, or take the other away."
            );
    }

    private static void CheckRedirect(ProviderOptions options)
    {
        if (options.RedirectUri.Length == 0)
            throw new StartupException(
                $"{ClientId} is set, but nothing says where people come back to: set MiniChat__PublicUrl to this server's address, or MiniChat__OAuth__RedirectUri to the address as it is registered at the provider."
            );
    }

    private static void CheckIssuer(ProviderOptions options)
    {
        if (options.Name == GitHub.Name)
            throw new StartupException($"{Issuer} does not go with the {Provider} github; give the provider another name.");
        if ((options.AuthorizationEndpoint ?? options.TokenEndpoint ?? options.UserInfoEndpoint) is not null)
            throw new StartupException(
                $"{Issuer} does not go with {Authorization}, {Token} or {UserInfo}: an issuer names its own; leave one or the other away."
            );
        if (!options.Scope.Split(' ').Contains("openid"))
            throw SettingReader.Bad(Scope, options.Scope, $"words parted by blanks; with {Issuer} one of them is openid");
    }

    private static void CheckEndpoints(ProviderOptions options)
    {
        (string Name, Uri? Value)[] needed =
        [
            (Authorization, options.AuthorizationEndpoint),
            (Token, options.TokenEndpoint),
            (UserInfo, options.UserInfoEndpoint),
        ];
        if (needed.FirstOrDefault(endpoint => endpoint.Value is null).Name is { } missing)
            throw new StartupException(
                $"{missing} is missing; set {Issuer} for OpenID Connect, or {Authorization}, {Token} and {UserInfo} for plain OAuth 2."
            );
    }

    private static string? IssuerOf(SettingReader settings)
    {
        var text = settings.Text(Issuer);
        return text is null || ProviderAddress.Parse(text) is { Query.Length: 0 }
            ? text
            : throw SettingReader.Bad(
                Issuer,
                text,
                "an address such as https://login.example.org, by https or on this machine, without a query"
            );
    }

    private static Uri? Endpoint(SettingReader settings, string name)
    {
        var text = settings.Text(name);
        return text is null
            ? null
            : ProviderAddress.Parse(text)
                ?? throw SettingReader.Bad(
                    name,
                    text,
                    "an address such as https://login.example.org/authorize, by https or on this machine"
                );
    }

    private static string ScopeOf(SettingReader settings, bool isGitHub, string? issuer)
    {
        var usual =
            isGitHub ? GitHub.Scope
            : issuer is null ? ""
            : "openid profile email";
        var scope = settings.Text(Scope) ?? usual;
        if (!ScopeForm().IsMatch(scope))
            throw SettingReader.Bad(Scope, scope, "words parted by one blank each, such as openid email");
        return scope;
    }

    private static ProviderFields FieldsOf(SettingReader settings, ProviderFields usual) =>
        new()
        {
            Subject = settings.Text("MiniChat__OAuth__SubjectField") ?? usual.Subject,
            UserName = settings.Text("MiniChat__OAuth__NameField") ?? usual.UserName,
            Email = settings.Text("MiniChat__OAuth__EmailField") ?? usual.Email,
            EmailVerified = settings.Text("MiniChat__OAuth__EmailVerifiedField") ?? usual.EmailVerified,
        };

    private static TokenAuthentication? AuthenticationOf(SettingReader settings) =>
        settings.Choice("MiniChat__OAuth__TokenAuthentication", "", "basic", "post") switch
        {
            "basic" => TokenAuthentication.Basic,
            "post" => TokenAuthentication.Post,
            _ => null,
        };

    [GeneratedRegex("^[a-z0-9-]{1,32}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProviderName();

    // RFC 6749, 3.3.
    [GeneratedRegex("^([!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*)?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScopeForm();
}
