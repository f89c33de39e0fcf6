namespace MiniChat.Host.Web;

/// <summary>
/// Tells caches that a response depends on who asks: one that was kept for a program, without the headers of CORS, is of no use to
/// an allowed page.
/// </summary>
public static class VaryByOrigin
{
    /// <summary>Adds it to what the response varies by already.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        // At the last moment: who writes a response sets what it varies by, and forgets what stood there.
        context.Response.OnStarting(Add, context.Response);
        return next(context);
    }

    private static Task Add(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        if (!headers.GetCommaSeparatedValues("Vary").Contains("Origin", StringComparer.OrdinalIgnoreCase))
            headers.AppendCommaSeparatedValues("Vary", "Origin");
        return Task.CompletedTask;
    }
}
