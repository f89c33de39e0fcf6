using MiniChat.Stack;

namespace MiniChat.Host.SignIns;

/// <summary>Addresses of signing in by code.</summary>
public sealed record SignInOptions
{
    /// <summary>This server's own address for codes.</summary>
    internal const string Callback = "/user/auth-callback";

    /// <summary>The server's address for others, without a slash at its end; null for the one of the request.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Where one is sent with the code; null for this server's own callback.</summary>
    public Uri? RedirectUri { get; init; }

    /// <summary>Other origins whose pages may sign people in.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Where one is sent with the code; null where no setting says it.</summary>
    public Uri? Target => RedirectUri ?? (PublicUrl is null ? null : new Uri(PublicUrl + Callback));

    /// <summary>Whether one is sent back to this server itself.</summary>
    public bool LeadsHere => RedirectUri is null || (PublicUrl is not null && RedirectUri == new Uri(PublicUrl + Callback));

    /// <summary>The same as it is sent. Without settings it has no host, so that a request's cannot get into it.</summary>
    public string TargetText => Target?.AbsoluteUri ?? Callback;

    /// <summary>Our own page, without a state.</summary>
    /// <param name="request">The request, for the address where none is set.</param>
    /// <exception cref="ServiceException">No address is set, and the request names none.</exception>
    public Uri PageOf(HttpRequest request) =>
        Uri.TryCreate($"{PublicUrl ?? $"{request.Scheme}://{request.Host}"}{SignInPage.Path}", UriKind.Absolute, out var page)
            ? page
            : throw new ServiceException(
                ErrorKind.Invalid,
                "The header 'Host' names no address of this server; send its name, and a port up to 65535."
            );

    /// <summary>Whether a page of this server's own sent the request, or no page at all.</summary>
    /// <param name="request">The request.</param>
    public bool IsFromOwnPage(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
            return false;
        var origin = request.Headers.Origin;
        return origin.Count == 0 || IsOwn(request, origin.ToString());
    }

    /// <summary>The allowed origin of another site whose page sent the request; null where none did.</summary>
    /// <param name="request">The request.</param>
    public string? AllowedOriginOf(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return !IsOwn(request, origin) && AllowedOrigins.Contains(origin, StringComparer.Ordinal) ? origin : null;
    }

    private bool IsOwn(HttpRequest request, string origin) =>
        origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || (PublicUrl is not null && origin == new Uri(PublicUrl).GetLeftPart(UriPartial.Authority));
}
