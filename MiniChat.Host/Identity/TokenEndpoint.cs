using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MiniChat.Host.Identity;

/// <summary>Redeems codes (RFC 6749, 4.1.3, with the verifier of RFC 7636): each once, whatever comes of it.</summary>
internal sealed class TokenEndpoint(ProviderOptions options, ProviderHttp http)
{
    private const string What = "token endpoint";

    /// <summary>The tokens for a code.</summary>
    /// <param name="endpoints">Where, and how this server proves who it is.</param>
    /// <param name="code">The code.</param>
    /// <param name="verifier">The secret of PKCE.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ProviderFault">It is refused, or what came are no tokens.</exception>
    public async Task<ProviderTokens> RedeemAsync(
        ProviderEndpoints endpoints,
        string code,
        string verifier,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoints.Token);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = options.RedirectUri,
            ["code_verifier"] = verifier,
        };
        Authenticate(request, form, endpoints.Authentication);
        request.Content = new FormUrlEncodedContent(form);
        var response = await http.SendAsync(request, What, cancel);
        var json = ProviderClaims.Parse(response.Body);
        // GitHub refuses with 200.
        if (response.Status is >= 200 and < 500 && json?.Text("error") is { } error)
            throw ProviderFault.OfToken(error);
        if (response.Status != 200)
            throw ProviderFault.OfStatus(response.Status, What);
        return Read(json);
    }

    private void Authenticate(HttpRequestMessage request, Dictionary<string, string> form, TokenAuthentication how)
    {
        if (options.ClientSecret is { } secret && how == TokenAuthentication.Basic)
        {
            var pair = $"{WebUtility.UrlEncode(options.ClientId)}:{WebUtility.UrlEncode(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))
            );
            return;
        }
        form["client_id"] = options.ClientId;
        if (options.ClientSecret is not null)
            form["client_secret"] = options.ClientSecret;
    }

    private static ProviderTokens Read(ProviderClaims? json)
    {
        // It goes into a header: blanks and what is not ASCII would not be one token there.
        if (json?.Text("access_token") is not { } access || !access.All(sign => sign is > ' ' and <= '~'))
            throw ProviderFault.Failed($"no access token from the {What}");
        if (json.Text("token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            throw ProviderFault.Failed($"a token of another type than Bearer from the {What}");
        return new ProviderTokens(access, json.Text("id_token"));
    }
}

/// <summary>What a code was redeemed for.</summary>
/// <param name="Access">Opens the claims.</param>
/// <param name="Id">The id token, where there is one.</param>
internal sealed record ProviderTokens(string Access, string? Id);

/// <summary>Where the provider is called.</summary>
/// <param name="Authorization">Where people sign in.</param>
/// <param name="Token">Where codes are redeemed.</param>
/// <param name="UserInfo">Where claims are read; an issuer may have none.</param>
/// <param name="Authentication">How this server proves who it is.</param>
internal sealed record ProviderEndpoints(Uri Authorization, Uri Token, Uri? UserInfo, TokenAuthentication Authentication);
