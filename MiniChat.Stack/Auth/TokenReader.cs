using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Auth;

/// <summary>Where a request carries its access token.</summary>
internal sealed class TokenReader(Origins origins)
{
    private const int LongestToken = 4096;
    private const string Prefix = "Bearer ";
    private const string BasicPrefix = "Basic ";

    /// <summary>A token that is never good: too long to be looked at, or not one at all.</summary>
    public const string None = "";

    /// <summary>The token, <see cref="None"/> for one that cannot be good, or null when the request carries none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="carriers">What the endpoint allows.</param>
    /// <param name="fromCookie">Whether the cookie held it.</param>
    public string? Read(HttpRequest request, TokenCarriers? carriers, out bool fromCookie)
    {
        fromCookie = false;
        var takesBasic = carriers is { Basic: true };
        if (takesBasic && request.Headers["Authentication"].ToString() is { Length: > 0 } named)
            return Checked(FromHeader(named, takesBasic));
        if (request.Headers.Authorization.ToString() is { Length: > 0 } header)
            return Checked(FromHeader(header, takesBasic));
        if (carriers is null)
            return null;
        if (carriers.Query && request.Query["token"].ToString() is { Length: > 0 } queried)
            return Checked(queried);
        if (carriers.SubProtocol && SubProtocols.Token(request) is { } offered)
            return Checked(offered);
        if (!TakesCookies(request, carriers) || request.Cookies[TokenCookies.Access] is not { Length: > 0 } cookie)
            return null;
        fromCookie = true;
        return Checked(cookie);
    }

    /// <summary>Whether the request's cookies may speak for the caller: never from the pages of others.</summary>
    public bool TakesCookies(HttpRequest request, TokenCarriers? carriers)
    {
        if (carriers is not { Cookie: true })
            return false;
        if (carriers.SubProtocol)
            return origins.IsOwn(request);
        // A link on somebody's page could sign a person out: browsers say where a request comes from, also without an origin.
        if (request.Headers["Sec-Fetch-Site"] == "cross-site" && !origins.IsOwn(request))
            return false;
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return isSafe || !origins.IsForeign(request);
    }

    private static string FromHeader(string header, bool takesBasic)
    {
        if (header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return header[Prefix.Length..].Trim();
        return takesBasic && header.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase)
            ? header[BasicPrefix.Length..].Trim()
            : None;
    }

    private static string Checked(string token) => token.Length <= LongestToken ? token : None;
}
