using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MiniChat.Stack.Explorer;

/// <summary>
/// The API Explorer: a page where people try the messages, read what they are made of, and see them in code. It knows them by the
/// metadata alone, and loads nothing from elsewhere.
/// </summary>
public static class ExplorerSetup
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Verbs = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps <c>/ui</c>, <c>/ui/{Operation}</c> and the files of the page. It reads what <c>MapMetadata</c> maps.</summary>
    /// <param name="endpoints">Where to map them.</param>
    public static void MapExplorer(this IEndpointRouteBuilder endpoints)
    {
        var files = ExplorerFile.ReadAll();
        var page = files.Single(file => file.Name == "index.html");
        endpoints
            .MapMethods("/ui", Verbs, context => SendAsync(context, page))
            .WithName("ui")
            .WithSummary("The API Explorer: every message, to be tried out")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, type: null, ["text/html"]));
        endpoints
            .MapMethods("/ui/{operation}", Verbs, context => SendAsync(context, PageOf(context, page)))
            .ExcludeFromDescription();
        foreach (var file in files.Where(file => file != page))
            endpoints.MapMethods($"/ui/{file.Name}", Verbs, context => SendAsync(context, file)).ExcludeFromDescription();
    }

    /// <summary>The page itself tells whether there is such an operation; a name with a dot is none, but a file that is not there.</summary>
    private static ExplorerFile PageOf(HttpContext context, ExplorerFile page) =>
        context.Request.RouteValues["operation"] is string name && !name.Contains('.')
            ? page
            : throw new ServiceException(ErrorKind.NotFound, "The API Explorer has no such file; its page is /ui.");

    private static Task SendAsync(HttpContext context, ExplorerFile file)
    {
        var response = context.Response;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.ETag = file.Tag;
        // Asked for anew each time, by its tag: after an upgrade nobody runs yesterday's script.
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = file.ContentType;
        response.ContentLength = file.Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(file.Bytes, context.RequestAborted).AsTask();
    }
}
