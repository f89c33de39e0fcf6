using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Auth;

/// <summary>The cookies of a session, under the names that ServiceStack's clients know.</summary>
internal sealed class TokenCookies(ITokenAuthority authority, TimeProvider clock)
{
    /// <summary>The access token's cookie.</summary>
    public const string Access = "ss-tok";

    /// <summary>The refresh token's cookie.</summary>
    public const string Refresh = "ss-reftok";

    // Names the cookies that were set, in a response, as ServiceStack's clients read it.
    private const string Header = "X-Cookies";

    /// <summary>Whether the caller wants a session's tokens in cookies alone (<c>X-Cookies: only</c>), where no script can read them.</summary>
    public static bool AreEnough(HttpRequest request) =>
        string.Equals(request.Headers[Header], "only", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets the access token's cookie.</summary>
    public void SetAccess(HttpContext context, string token) => Set(context, Access, token, authority.AccessTokenLifetime);

    /// <summary>Sets the cookies of a new session.</summary>
    public void SetSession(HttpContext context, ISignedIn session)
    {
        SetAccess(context, session.BearerToken!);
        var names = Access;
        if (session.RefreshToken is { Length: > 0 } refresh)
        {
            var age = session.RefreshTokenExpiry - clock.GetUtcNow().UtcDateTime;
            Set(context, Refresh, refresh, age);
            names = $"{Access},{Refresh}";
        }
        context.Response.Headers[Header] = names;
    }

    /// <summary>Makes the caller's program forget both.</summary>
    public static void Clear(HttpContext context)
    {
        Set(context, Access, "", TimeSpan.Zero);
        Set(context, Refresh, "", TimeSpan.Zero);
    }

    // An age, no date: some clients part the cookies of a response at commas, and dates have one.
    private static void Set(HttpContext context, string name, string value, TimeSpan? age)
    {
        var options = new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            Secure = context.Request.IsHttps,
            MaxAge = age,
        };
        context.Response.Cookies.Append(name, value, options);
    }
}
