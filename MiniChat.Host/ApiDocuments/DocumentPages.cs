using System.IO.Compression;
using Microsoft.Net.Http.Headers;
using MiniChat.Host.Web;

namespace MiniChat.Host.ApiDocuments;

/// <summary><c>/schema</c>, and the pages <c>/docs</c> (Swagger UI) and <c>/redoc</c> (ReDoc) that show it. They load nothing from elsewhere.</summary>
internal static class DocumentPages
{
    // ReDoc makes its styles at run time: into style elements that are empty, by the browser's own interface. The hash is that of
    // the empty text, so no style can be written into the page; its icons are a font within its script. Swagger UI needs neither.
    private const string ReDocPolicy =
        SecurityHeaders.Policy
        + "; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; font-src 'self' data:";

    private static readonly string[] Verbs = ["GET", "HEAD"];

    /// <summary>Maps the paths.</summary>
    /// <param name="routes">Where.</param>
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var document = routes.ServiceProvider.GetRequiredService<ApiDocument>();
        routes
            .MapMethods("/schema", Verbs, document.AnswerAsync)
            .WithName("schema")
            .WithSummary("This document")
            .WithMetadata(new ProducesResponseTypeMetadata(200, type: null, ["application/json"]));
        MapPage(routes, "/docs", "docs.html", SecurityHeaders.Policy, "This document in Swagger UI, to be tried out");
        MapPage(routes, "/redoc", "redoc.html", ReDocPolicy, "This document in ReDoc, to be read");
        foreach (var file in PackagedFiles.All)
            routes.MapMethods(file.Path, Verbs, context => SendAsync(context, file)).ExcludeFromDescription();
    }

    private static void MapPage(IEndpointRouteBuilder routes, string path, string file, string policy, string summary) =>
        routes
            .MapMethods(path, Verbs, context => SendPageAsync(context, file, policy))
            .WithName(path[1..])
            .WithSummary(summary)
            .WithMetadata(new ProducesResponseTypeMetadata(200, type: null, ["text/html"]));

    private static Task SendPageAsync(HttpContext context, string file, string policy)
    {
        context.Response.Headers.ContentSecurityPolicy = policy;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        return context.Response.SendFileAsync(Path.Combine(StartPage.Folder, file));
    }

    private static async Task SendAsync(HttpContext context, PackagedFile file)
    {
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = new EntityTagHeaderValue($"\"{file.Hash}\"");
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        context.Response.Headers.Vary = "Accept-Encoding";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(one => one.Compare(headers.ETag, false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = $"{file.Type}; charset=utf-8";
        var isCompressed = context
            .Request.GetTypedHeaders()
            .AcceptEncoding.Any(one => one.Value == "gzip" && one.Quality is not 0);
        if (isCompressed)
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = file.Bytes.Length;
        }
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        if (isCompressed)
        {
            await context.Response.BodyWriter.WriteAsync(file.Bytes, context.RequestAborted);
            return;
        }
        await using var plain = new GZipStream(new MemoryStream(file.Bytes), CompressionMode.Decompress);
        await plain.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
