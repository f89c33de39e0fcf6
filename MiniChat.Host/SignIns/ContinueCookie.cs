using System.Buffers.Text;
using System.Text;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.SignIns;

/// <summary>The cookie by which a browser that comes back from a provider goes on where it was; one for each sign-in.</summary>
internal static class ContinueCookie
{
    private const string Name = "mc-continue-";
    private const int StatePart = 16;

    /// <summary>Where the browser goes on, when it began the sign-in at our own address; the cookie is taken away.</summary>
    /// <param name="context">The request, which has the state.</param>
    internal static string? Take(HttpContext context)
    {
        var state = context.Request.Query["state"].ToString();
        if (!SignInSecrets.IsShaped(state) || context.Request.Cookies[NameOf(state)] is not { Length: > 0 } kept)
            return null;
        context.Response.Cookies.Append(NameOf(state), "", Options(context, TimeSpan.Zero));
        return
            Base64Url.IsValid(kept)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(kept)) is var path
            && OwnPaths.IsOne(path)
            ? path
            : null;
    }

    /// <summary>Keeps where the browser goes on.</summary>
    /// <param name="context">The request; its response has not begun.</param>
    /// <param name="state">The sign-in.</param>
    /// <param name="path">A path of this server.</param>
    internal static void Set(HttpContext context, string state, string path) =>
        context.Response.Cookies.Append(
            NameOf(state),
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(path)),
            Options(context, CodeSignIns.Lifetime)
        );

    private static string NameOf(string state) => Name + state[..StatePart];

    private static CookieOptions Options(HttpContext context, TimeSpan age) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = SignInOptions.Callback,
            Secure = context.Request.IsHttps,
            MaxAge = age,
        };
}
