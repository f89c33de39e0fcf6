using MiniChat.Stack;

namespace MiniChat.Host.SignIns;

/// <summary>Writes the pages of signing in with their headers, errors of their addresses too.</summary>
/// <param name="options">Where one may be sent on to.</param>
internal sealed class PageResponse(SignInOptions options) : IErrorFormat
{
    // Chromium holds the redirect after a form against form-action as well.
    private readonly string _policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
        + (options.Target is { } target ? " " + target.GetLeftPart(UriPartial.Authority) : "");

    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ResponseStatus words) =>
        WriteAsync(
            context,
            context.Response.StatusCode,
            SignInViews.Message(TitleOf(context.Response.StatusCode), words.Message)
        );

    /// <summary>Writes a page.</summary>
    internal Task WriteAsync(HttpContext context, int status, Html page)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        SetHeaders(context.Response.Headers);
        return context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }

    /// <summary>The headers of every response here, redirects included.</summary>
    internal void SetHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = _policy;
        // With no-referrer a browser sends "Origin: null" from the form, as a page of somebody else would.
        headers["Referrer-Policy"] = "same-origin";
    }

    private static string TitleOf(int status) =>
        status switch
        {
            StatusCodes.Status403Forbidden => "This did not come from our page",
            StatusCodes.Status404NotFound => "Nobody signs in here",
            >= 500 => "That did not work",
            _ => "That cannot be answered",
        };
}
