namespace MiniChat.Host.Web;

/// <summary>Headers that every response carries.</summary>
public static class SecurityHeaders
{
    /// <summary>What pages may load: nothing from elsewhere, no inline script.</summary>
    internal const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds them; the next one may still change them.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        // Who has the link was given it: a search engine was not.
        if (context.Request.Path.StartsWithSegments("/s") || context.Request.Path.StartsWithSegments("/shares"))
            headers["X-Robots-Tag"] = "noindex, nofollow";
        return next(context);
    }
}
