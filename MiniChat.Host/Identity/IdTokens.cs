using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MiniChat.Host.Identity;

/// <summary>Checks id tokens (OpenID Connect Core, 3.1.3.7): signature, issuer, audience, times, nonce.</summary>
internal sealed class IdTokens(ProviderOptions options, Discovery discovery, TimeProvider clock)
{
    /// <summary>How far the provider's clock may be from ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    // A signature that needs a secret would be made with ours, which others may know; "none" is no signature.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new();

    /// <summary>The claims of a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="nonce">What went out with the request.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ProviderFault">It cannot be trusted.</exception>
    public async Task<ProviderClaims> ReadAsync(string token, string nonce, CancellationToken cancel)
    {
        var configuration = await discovery.GetAsync(cancel);
        var result = await ValidateAsync(token, configuration);
        if (result.Exception is SecurityTokenInvalidSignatureException)
        {
            // The provider may have new keys.
            var renewed = await discovery.RenewAsync(configuration, cancel);
            if (renewed != configuration)
                result = await ValidateAsync(token, renewed);
        }
        if (!result.IsValid || result.SecurityToken is not JsonWebToken read)
            throw Bad(result.Exception?.GetType().Name ?? "not valid");
        if (read.TryGetHeaderValue<object>("crit", out _))
            throw Bad("crit");
        return Check(ProviderClaims.Parse(Base64UrlEncoder.DecodeBytes(read.EncodedPayload)), nonce);
    }

    private async Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration configuration)
    {
        var rules = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.ClientId,
            // A last slash is a part of either.
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = configuration.SigningKeys,
            RequireSignedTokens = true,
            LifetimeValidator = (from, to, _, _) => IsNow(from, to),
        };
        try
        {
            return await _handler.ValidateTokenAsync(token, rules);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or SecurityTokenException)
        {
            return new TokenValidationResult { Exception = e };
        }
    }

    private bool IsNow(DateTime? from, DateTime? to)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return to is { } end && now - Skew < end && (from is not { } begin || now + Skew >= begin);
    }

    private ProviderClaims Check(ProviderClaims? claims, string nonce)
    {
        if (claims?.Subject("sub") is null)
            throw Bad("sub");
        if (claims.Text("nonce") != nonce)
            throw Bad("nonce");
        var authorized = claims.Text("azp");
        if (authorized is null ? claims.HasSeveral("aud") : authorized != options.ClientId)
            throw Bad("azp");
        return claims;
    }

    private static ProviderFault Bad(string what) => ProviderFault.Failed($"the id token is not good ({what})");
}
