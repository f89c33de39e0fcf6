using MiniChat.Host.ApiDocuments;

namespace MiniChat.Host.Web;

/// <summary><c>GET /</c>: the page for a browser, one line of text for everybody else.</summary>
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
                    context.Response.ContentType = "text/html; charset=utf-8";
                    context.Response.Headers.CacheControl = "no-cache";
                    return context.Response.SendFileAsync(Path.Combine(Folder, "index.html"));
                }
            )
            .Describe(() => ServerDocument.Start);
}
