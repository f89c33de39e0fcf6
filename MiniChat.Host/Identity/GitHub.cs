namespace MiniChat.Host.Identity;

/// <summary>What GitHub is, so that nobody has to look it up (docs.github.com, "Authorizing OAuth apps").</summary>
internal static class GitHub
{
    /// <summary>The setting that chooses it, and the name of its people.</summary>
    public const string Name = "github";

    public const string Scope = "read:user user:email";

    /// <summary>The login can be changed and given to somebody else; the number cannot.</summary>
    public static readonly ProviderFields Fields = new() { Subject = "id", UserName = "login" };

    private static readonly ProviderOptions Public = new()
    {
        Name = Name,
        ClientId = "",
        RedirectUri = "",
        AuthorizationEndpoint = new Uri("https://github.com/login/oauth/authorize"),
        TokenEndpoint = new Uri("https://github.com/login/oauth/access_token"),
        UserInfoEndpoint = new Uri("https://api.github.com/user"),
    };

    /// <summary>Puts GitHub's endpoints where the settings name none: all three of them or none, so that no secret goes to two servers.</summary>
    /// <param name="options">The settings.</param>
    public static ProviderOptions Complete(ProviderOptions options)
    {
        var isPublic = (options.AuthorizationEndpoint ?? options.TokenEndpoint ?? options.UserInfoEndpoint) is null;
        var endpoints = isPublic && options.Issuer is null ? Public : options;
        return options with
        {
            AuthorizationEndpoint = endpoints.AuthorizationEndpoint,
            TokenEndpoint = endpoints.TokenEndpoint,
            UserInfoEndpoint = endpoints.UserInfoEndpoint,
            EmailsEndpoint = options.EmailsEndpoint ?? Below(endpoints.UserInfoEndpoint),
        };
    }

    // An Enterprise Server of one's own has its addresses below another root.
    private static Uri? Below(Uri? userInfo) => userInfo is null ? null : new Uri($"{userInfo.AbsoluteUri}/emails");
}
