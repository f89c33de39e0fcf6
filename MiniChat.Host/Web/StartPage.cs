using MiniChat.Host.ApiDocuments;

namespace MiniChat.Host.Web;

/// <summary><c>GET /</c>: the web app for a browser, or the small page where it was not built; one line of text for everybody else.</summary>
public static class StartPage
{
    /// <summary>Where the served files are: beside the program, wherever it was started.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>Maps the path.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMethods(
                "/",
                ["GET", "HEAD"],
                static context =>
                {
                    context.Response.Headers.Vary = "Accept";
                    if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
                    {
                        context.Response.ContentType = "text/plain; charset=utf-8";
                        return context.Response.WriteAsync("Hello, World!");
                    }
                    return SendAsync(context, WebApp.IsBuilt ? WebApp.Page : Path.Combine(Folder, "small.html"));
                }
            )
            .Describe(() => ServerDocument.Start);

    /// <summary>Sends a page, which is asked for anew each time.</summary>
    internal static Task SendAsync(HttpContext context, string path)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        return context.Response.SendFileAsync(path);
    }
}
