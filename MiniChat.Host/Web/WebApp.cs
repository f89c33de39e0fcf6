using MiniChat.Stack;

namespace MiniChat.Host.Web;

/// <summary>
/// The web app: <c>MiniChat.Web</c>, built into <c>wwwroot/app</c>. Its own addresses (<c>/app/…</c>, a shared chat at
/// <c>/s/{token}</c>) all lead to its one page, which shows what the address says.
/// </summary>
public static class WebApp
{
    private static readonly string[] Verbs = ["GET", "HEAD"];

    /// <summary>Where the files with a name for each content are: what has such a name never changes.</summary>
    internal static readonly PathString Assets = "/app/assets";

    /// <summary>The app's page.</summary>
    internal static string Page { get; } = Path.Combine(StartPage.Folder, "app", "index.html");

    /// <summary>Whether the app was built: that takes Node.js.</summary>
    internal static bool IsBuilt => File.Exists(Page);

    /// <summary>Maps the app's addresses; those of files are left to the files.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/app/{**path:nonfile}", Verbs, SendAsync).ExcludeFromDescription();
        routes.MapMethods("/s/{token}", Verbs, SendAsync).ExcludeFromDescription();
    }

    private static Task SendAsync(HttpContext context) =>
        IsBuilt
            ? StartPage.SendAsync(context, Page)
            : throw new ServiceException(
                ErrorKind.NotFound,
                "The web app was not built: install Node.js 20 or newer and run dotnet build. The small page is at /."
            );
}
