using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.Identity;

/// <summary>A provider of OpenID Connect, or of plain OAuth 2 with an address where claims are read.</summary>
public sealed partial class OAuthIdentityProvider : IIdentityProvider, IDisposable
{
    /// <summary>How long all calls of one sign-in may take together.</summary>
    public static readonly TimeSpan WholeLimit = TimeSpan.FromSeconds(20);

    private readonly ProviderOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<OAuthIdentityProvider> _log;
    private readonly ProviderHttp _http;
    private readonly Discovery? _discovery;
    private readonly IdTokens? _idTokens;

    /// <summary>Takes the settings. The provider is not called before somebody signs in.</summary>
    /// <param name="options">The provider.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where the operator reads what went wrong.</param>
    public OAuthIdentityProvider(ProviderOptions options, TimeProvider clock, ILogger<OAuthIdentityProvider> log)
    {
        _options = options;
        _clock = clock;
        _log = log;
        _http = new ProviderHttp(clock);
        if (options.Issuer is null)
            return;
        _discovery = new Discovery(options.Issuer, _http, clock);
        _idTokens = new IdTokens(options, _discovery, clock);
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public Task<Uri> AuthorizeAsync(ProviderSecrets secrets, CancellationToken cancel) =>
        ToldAsync(async whole => Authorize((await FindAsync(whole)).Authorization, secrets), cancel);

    /// <inheritdoc/>
    public Task<OutsideIdentity> RedeemAsync(string code, ProviderSecrets secrets, CancellationToken cancel) =>
        ToldAsync(whole => ReadPersonAsync(code, secrets, whole), cancel);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<OutsideIdentity> ReadPersonAsync(string code, ProviderSecrets secrets, CancellationToken cancel)
    {
        var endpoints = await FindAsync(cancel);
        var tokens = await new TokenEndpoint(_options, _http).RedeemAsync(endpoints, code, secrets.Verifier, cancel);
        ProviderClaims? idToken = null;
        if (_idTokens is not null)
            idToken = await _idTokens.ReadAsync(
                tokens.Id ?? throw ProviderFault.Failed("no id token; the scope must hold openid"),
                secrets.Nonce,
                cancel
            );
        return await new PersonReader(_options, _http).ReadAsync(endpoints.UserInfo, tokens.Access, idToken, cancel);
    }

    private Uri Authorize(Uri endpoint, ProviderSecrets secrets)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(secrets.Verifier)));
        (string Name, string? Value)[] query =
        [
            ("response_type", "code"),
            ("client_id", _options.ClientId),
            ("redirect_uri", _options.RedirectUri),
            ("scope", _options.Scope.Length == 0 ? null : _options.Scope),
            ("state", secrets.State),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("nonce", _options.Issuer is null ? null : secrets.Nonce),
        ];
        var parts = query
            .Where(part => part.Value is not null)
            .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}");
        var address = endpoint.AbsoluteUri.TrimEnd('?', '&');
        return new Uri($"{address}{(address.Contains('?') ? '&' : '?')}{string.Join('&', parts)}");
    }

    private async Task<ProviderEndpoints> FindAsync(CancellationToken cancel)
    {
        if (_discovery is null)
            return new ProviderEndpoints(
                _options.AuthorizationEndpoint!,
                _options.TokenEndpoint!,
                _options.UserInfoEndpoint!,
                _options.Authentication ?? TokenAuthentication.Post
            );
        var found = await _discovery.GetAsync(cancel);
        return new ProviderEndpoints(
            new Uri(found.AuthorizationEndpoint),
            new Uri(found.TokenEndpoint),
            found.UserInfoEndpoint is null ? null : new Uri(found.UserInfoEndpoint),
            _options.Authentication ?? Choose(found.TokenEndpointAuthMethodsSupported)
        );
    }

    // Without a list it is basic (OpenID Connect Discovery, 3).
    private static TokenAuthentication Choose(ICollection<string> methods) =>
        methods.Contains(OpenIdConnectAuthMethods.Post) && !methods.Contains(OpenIdConnectAuthMethods.Basic)
            ? TokenAuthentication.Post
            : TokenAuthentication.Basic;

    private async Task<T> ToldAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(WholeLimit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await call(either.Token);
        }
        catch (ProviderFault fault)
        {
            LogFault(_log, Name, fault.Cause);
            throw;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            var fault = ProviderFault.TimedOut($"all calls together took longer than {WholeLimit.TotalSeconds} s");
            LogFault(_log, Name, fault.Cause);
            throw fault;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in at {Provider} failed: {Cause}")]
    private static partial void LogFault(ILogger logger, string provider, string cause);

    private static class OpenIdConnectAuthMethods
    {
        public const string Basic = "client_secret_basic";
        public const string Post = "client_secret_post";
    }
}
