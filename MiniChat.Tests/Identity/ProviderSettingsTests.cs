using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host;
using MiniChat.Host.Identity;
using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Identity;

/// <summary>The settings of an outside provider: what they mean, and what is refused at the start.</summary>
[TestFixture]
internal sealed class ProviderSettingsTests
{
    private static readonly (string, string)[] Client = [("ClientId", "client"), ("RedirectUri", "https://chat.example/back")];
    private static readonly (string, string)[] Issuer = [.. Client, ("Issuer", "https://login.example/")];
    private static readonly (string, string)[] Endpoints =
    [
        .. Client,
        ("AuthorizationEndpoint", "https://login.example/authorize?tenant=1"),
        ("TokenEndpoint", "https://login.example/token"),
        ("UserInfoEndpoint", "http://127.0.0.1:7000/me"),
    ];
    private static readonly (string, string)[] GitHub = [.. Client, ("Provider", "github")];

    [Test]
    public void Without_a_client_there_is_no_provider()
    {
        Assert.That(OptionsOf(), Is.Null);
        Assert.That(OptionsOf(("RedirectUri", "https://chat.example/back")), Is.Null);
    }

    [Test]
    public void An_issuer_and_a_client_are_enough_for_OpenID_Connect() =>
        Assert.That(
            OptionsOf(Issuer),
            Is.EqualTo(
                new ProviderOptions
                {
                    Name = "oidc",
                    ClientId = "client",
                    RedirectUri = "https://chat.example/back",
                    // To the letter, its slash too.
                    Issuer = "https://login.example/",
                    Scope = "openid profile email",
                }
            )
        );

    [Test]
    public void Endpoints_and_a_client_are_enough_for_plain_OAuth() =>
        Assert.That(
            OptionsOf([
                .. Endpoints,
                ("Provider", "our-login"),
                ("ClientSecret", "secret"),
                ("Scope", "read write"),
                ("SubjectField", "id"),
                ("NameField", "nick"),
                ("EmailField", "mail"),
                ("EmailVerifiedField", "checked"),
                ("EmailsEndpoint", "https://login.example/emails"),
                ("TokenAuthentication", "Basic"),
            ]),
            Is.EqualTo(
                new ProviderOptions
                {
                    Name = "our-login",
                    ClientId = "client",
                    ClientSecret = "secret",
                    RedirectUri = "https://chat.example/back",
                    AuthorizationEndpoint = new Uri("https://login.example/authorize?tenant=1"),
                    TokenEndpoint = new Uri("https://login.example/token"),
                    UserInfoEndpoint = new Uri("http://127.0.0.1:7000/me"),
                    EmailsEndpoint = new Uri("https://login.example/emails"),
                    Scope = "read write",
                    Fields = new()
                    {
                        Subject = "id",
                        UserName = "nick",
                        Email = "mail",
                        EmailVerified = "checked",
                    },
                    Authentication = TokenAuthentication.Basic,
                }
            )
        );

    [Test]
    public void GitHub_is_known_by_its_name() =>
        Assert.That(
            OptionsOf(GitHub),
            Is.EqualTo(
                new ProviderOptions
                {
                    Name = "github",
                    ClientId = "client",
                    RedirectUri = "https://chat.example/back",
                    AuthorizationEndpoint = new Uri("https://github.com/login/oauth/authorize"),
                    TokenEndpoint = new Uri("https://github.com/login/oauth/access_token"),
                    UserInfoEndpoint = new Uri("https://api.github.com/user"),
                    EmailsEndpoint = new Uri("https://api.github.com/user/emails"),
                    Scope = "read:user user:email",
                    Fields = new() { Subject = "id", UserName = "login" },
                }
            )
        );

    [Test]
    public void A_GitHub_of_ones_own_gets_nothing_of_the_public_one()
    {
        var options = OptionsOf([.. Endpoints, ("Provider", "github")])!;

        Assert.That(options.EmailsEndpoint, Is.EqualTo(new Uri("http://127.0.0.1:7000/me/emails")));
        Assert.That(new[] { options.AuthorizationEndpoint!.Host, options.TokenEndpoint!.Host }, Is.All.EqualTo("login.example"));
        Assert.That(options.Fields.Subject, Is.EqualTo("id"));
    }

    [TestCase("https://chat.example", "https://chat.example/user/auth-callback")]
    [TestCase("https://chat.example/below/", "https://chat.example/below/user/auth-callback")]
    public void People_come_back_to_the_public_address_when_no_other_is_named(string address, string expected)
    {
        var options = OptionsOf(("MiniChat:PublicUrl", address), ("ClientId", "client"), ("Issuer", "https://login.example"))!;

        Assert.That(options.RedirectUri, Is.EqualTo(expected));
    }

    [TestCase("Provider", "Our Login", "github, or a name of 1 to 32 signs")]
    [TestCase("Provider", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "github, or a name of 1 to 32 signs")]
    [TestCase("Issuer", "login.example", "https://login.example.org")]
    [TestCase("Issuer", "http://login.example", "by https or on this machine")]
    [TestCase("Issuer", "https://login.example/?a=b", "without a query")]
    [TestCase("Issuer", "https://user:secret@login.example", "https://login.example.org")]
    [TestCase("Scope", "profile email", "one of them is openid")]
    [TestCase("Scope", "openid  email", "one blank each")]
    [TestCase("Scope", "openid \"email\"", "one blank each")]
    [TestCase("TokenAuthentication", "jwt", "basic or post")]
    [TestCase("EmailsEndpoint", "http://login.example/emails", "by https or on this machine")]
    [TestCase("RedirectUri", "/back", "https://chat.example.org")]
    public void A_bad_value_is_refused_with_its_key(string name, string value, string expected)
    {
        var error = Refused([.. Issuer, (name, value)]);

        Assert.That(error, Does.StartWith($"MiniChat__OAuth__{name} is '{value}'; it can be ").And.Contain(expected));
    }

    [TestCase("AuthorizationEndpoint", "javascript:alert(1)")]
    [TestCase("TokenEndpoint", "http://login.example/token")]
    [TestCase("UserInfoEndpoint", "https://login.example/me#fragment")]
    public void A_bad_endpoint_is_refused_with_its_key(string name, string value) =>
        Assert.That(Refused([.. Endpoints, (name, value)]), Does.StartWith($"MiniChat__OAuth__{name} is '{value}'; it can be"));

    [TestCase("AuthorizationEndpoint")]
    [TestCase("TokenEndpoint")]
    [TestCase("UserInfoEndpoint")]
    public void A_missing_endpoint_is_named(string name)
    {
        Assert.That(Refused([.. Endpoints, (name, "")]), Does.StartWith($"MiniChat__OAuth__{name} is missing; set "));
        Assert.That(
            Refused([.. Endpoints, ("Provider", "github"), (name, "")]),
            Does.StartWith($"MiniChat__OAuth__{name} is missing; set ")
        );
    }

    [Test]
    public void Settings_that_do_not_go_together_are_refused()
    {
        Assert.That(
            Refused([.. Endpoints, ("Issuer", "https://login.example")]),
            Does.StartWith("MiniChat__OAuth__Issuer does not go with MiniChat__OAuth__AuthorizationEndpoint")
        );
        Assert.That(
            Refused([.. GitHub, ("Issuer", "https://login.example")]),
            Does.StartWith("MiniChat__OAuth__Issuer does not go with the MiniChat__OAuth__Provider github")
        );
        Assert.That(
            Refused([.. Issuer, ("RedirectUri", "")]),
            Does.StartWith("MiniChat__OAuth__ClientId is set, but nothing says where people come back to")
                .And.Contain("MiniChat__PublicUrl")
                .And.Contain("MiniChat__OAuth__RedirectUri")
        );
    }

    [TestCase("Provider", "github")]
    [TestCase("ClientSecret", "planted")]
    [TestCase("Issuer", "https://login.example")]
    [TestCase("TokenEndpoint", "https://login.example")]
    [TestCase("Scope", "openid")]
    [TestCase("SubjectField", "id")]
    [TestCase("TokenAuthentication", "post")]
    public void A_setting_of_a_provider_without_a_client_is_refused(string name, string value)
    {
        var error = Refused((name, value));

        Assert.That(error, Does.StartWith($"MiniChat__OAuth__{name} is set, but MiniChat__OAuth__ClientId is missing"));
        Assert.That(error, Does.Not.Contain("planted"));
    }

    [Test]
    public async Task The_server_starts_without_the_provider_and_ends_with_a_sentence_when_a_setting_is_bad()
    {
        using var folder = new TempFolder();
        Dictionary<string, string> settings = new()
        {
            ["MiniChat__OAuth__ClientId"] = "client",
            // Nobody listens there.
            ["MiniChat__OAuth__Issuer"] = "http://127.0.0.1:9",
        };

        var (exit, error) = await MiniChatProcess.RunAsync(folder, settings);
        settings["MiniChat__PublicUrl"] = "http://127.0.0.1:5000";
        using var server = await MiniChatProcess.StartAsync(folder, settings);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(error.Trim().Split('\n').Single(), Does.Contain("MiniChat__OAuth__RedirectUri"));
        Assert.That(server.Log, Has.None.Contains("MiniChat__OAuth"), "all settings are known");
    }

    private static string Refused(params (string, string)[] settings) =>
        Assert.Throws<StartupException>(() => OptionsOf(settings))!.Message;

    private static ProviderOptions? OptionsOf(params (string Name, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        foreach (var (name, value) in settings)
            builder.Configuration[name.Contains(':') ? name : $"MiniChat:OAuth:{name}"] = value;
        builder.AddProviders(new SettingReader(builder.Configuration));
        builder.Services.AddLogging().AddSingleton(TimeProvider.System);
        using var services = builder.Services.BuildServiceProvider();
        Assert.That(services.GetService<IIdentityProvider>()?.Name, Is.EqualTo(services.GetService<ProviderOptions>()?.Name));
        return services.GetService<ProviderOptions>();
    }
}
