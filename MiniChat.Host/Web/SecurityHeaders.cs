namespace MiniChat.Host.Web;

/// <summary>Headers that every response carries.</summary>
public static class SecurityHeaders
{
    /// <summary>What pages may load: nothing from elsewhere, no inline script.</summary>
    internal const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Where a shared chat can be read, as a page or by a message: who has the link was given it, a search engine was not.</summary>
    private static readonly PathString[] Unlisted = ["/s", "/shares", "/api", "/json"];

    /// <summary>Adds them; the next one may still change them.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        if (Unlisted.Any(path => context.Request.Path.StartsWithSegments(path)))
            headers["X-Robots-Tag"] = "noindex, nofollow";
        return next(context);
    }
}
