using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.SignIns;

/// <summary>The cookie by which a sign-in knows the browser that began it.</summary>
internal static class BrowserCookie
{
    internal const string Name = "mc-browser";

    /// <summary>What the browser brings; null where that is nothing.</summary>
    internal static string? Read(HttpRequest request) =>
        request.Cookies.TryGetValue(Name, out var value) && value.Length > 0 ? value : null;

    /// <summary>What the browser is to keep: what it has already, so that sign-ins in two tabs do not disturb each other.</summary>
    internal static string Choose(HttpRequest request) =>
        Read(request) is { } kept && SignInSecrets.IsShaped(kept) ? kept : SignInSecrets.New();

    internal static void Set(HttpContext context, string value)
    {
        var options = new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            Secure = context.Request.IsHttps,
            MaxAge = CodeSignIns.Lifetime,
        };
        context.Response.Cookies.Append(Name, value, options);
    }
}
