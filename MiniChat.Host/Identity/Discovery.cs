using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MiniChat.Host.Identity;

/// <summary>What an issuer says of itself, and its keys (OpenID Connect Discovery 1.0): read when it is needed, and kept.</summary>
internal sealed class Discovery(string issuer, ProviderHttp http, TimeProvider clock)
{
    /// <summary>How long it is taken as it was read.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(12);

    /// <summary>The least time from one reading to the next, however that went.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Documents _documents = new(http);
    private readonly Lock _gate = new();
    private Task<OpenIdConnectConfiguration>? _reading;
    private OpenIdConnectConfiguration? _known;
    private long _begun;
    private long _read;

    /// <summary>What is known; what is too old is read anew, and serves on while that fails.</summary>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ProviderFault">It cannot be read, or is not what the settings say.</exception>
    public Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            return _known is { } known && clock.GetElapsedTime(_read) < Life ? Task.FromResult(known) : ReadAsync(cancel);
        }
    }

    /// <summary>What is known now, read anew because a key was missing in what was known.</summary>
    /// <param name="used">What lacked the key.</param>
    /// <param name="cancel">The caller has gone.</param>
    public Task<OpenIdConnectConfiguration> RenewAsync(OpenIdConnectConfiguration used, CancellationToken cancel)
    {
        lock (_gate)
        {
            return _known is { } known && known != used ? Task.FromResult(known) : ReadAsync(cancel);
        }
    }

    private async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken cancel)
    {
        var known = _known;
        // One reading for all who wait; who leaves ends it for nobody else.
        if (_reading is not { } reading || (reading.IsCompleted && clock.GetElapsedTime(_begun) >= Pause))
        {
            _begun = clock.GetTimestamp();
            _reading = reading = FetchAsync();
        }
        try
        {
            return await reading.WaitAsync(cancel);
        }
        catch (ProviderFault) when (known is not null)
        {
            return known;
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchAsync()
    {
        var fetched = Check(await FetchUncheckedAsync());
        lock (_gate)
        {
            _known = fetched;
            _read = clock.GetTimestamp();
        }
        return fetched;
    }

    private async Task<OpenIdConnectConfiguration> FetchUncheckedAsync()
    {
        var address = $"{issuer.TrimEnd('/')}/.well-known/openid-configuration";
        try
        {
            return await OpenIdConnectConfigurationRetriever.GetAsync(address, _documents, CancellationToken.None);
        }
        // Whatever the library makes of a document that is none: its messages may hold pieces of it.
        catch (Exception e) when (e is not ProviderFault)
        {
            throw ProviderFault.Failed($"the discovery document or the keys cannot be read ({e.GetType().Name})");
        }
    }

    private OpenIdConnectConfiguration Check(OpenIdConnectConfiguration fetched)
    {
        if (fetched.Issuer != issuer)
            throw ProviderFault.Refused(
                "the discovery document names another issuer than MiniChat__OAuth__Issuer; it must be the same to the letter, a last slash included"
            );
        string?[] endpoints = [fetched.AuthorizationEndpoint, fetched.TokenEndpoint, fetched.JwksUri];
        // Not everybody has one for the claims.
        if (endpoints.Append(fetched.UserInfoEndpoint ?? issuer).Any(endpoint => ProviderAddress.Parse(endpoint) is null))
            throw ProviderFault.Failed("the discovery document lacks an endpoint, or has one without https");
        return fetched;
    }

    /// <summary>The library's way to the wire: ours.</summary>
    private sealed class Documents(ProviderHttp http) : IDocumentRetriever
    {
        public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
        {
            const string What = "discovery document or the keys";
            var checkedAddress =
                ProviderAddress.Parse(address) ?? throw ProviderFault.Failed("the keys have an address without https");
            var response = await http.GetAsync(checkedAddress, null, What, cancel);
            return response.Status == 200
                ? System.Text.Encoding.UTF8.GetString(response.Body.Span)
                : throw ProviderFault.OfStatus(response.Status, What);
        }
    }
}
