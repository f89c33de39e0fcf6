using System.Net;
using MiniChat.Host.ApiDocuments;
using MiniChat.Stack;

namespace MiniChat.Host.Observability;

/// <summary>Who may read the metrics.</summary>
/// <param name="Networks">From where.</param>
public sealed record MetricsAccess(IReadOnlyList<IPNetwork> Networks);

/// <summary><c>GET /metrics</c>: what the server does, in numbers, for Prometheus. Nobody is named in it.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Maps the path.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMethods("/metrics", ["GET", "HEAD"], WriteAsync)
            .WithMetadata(new IsProbe())
            .Describe(() => ServerDocument.Metrics);

    private static async Task WriteAsync(HttpContext context)
    {
        if (!MayRead(context))
        {
            throw new ServiceException(
                ErrorKind.Forbidden,
                "The metrics are not shown to this address; MiniChat__Metrics__Networks names those to which they are."
            );
        }
        var text = await context.RequestServices.GetRequiredService<PrometheusReader>().ReadAsync(context.RequestAborted);
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.ContentLength = text.Length;
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.BodyWriter.WriteAsync(text, context.RequestAborted);
    }

    private static bool MayRead(HttpContext context)
    {
        // What a trusted proxy adds is taken off on the way: who else forwards a request may do so for anybody.
        var headers = context.Request.Headers;
        if (headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("Forwarded") || headers.ContainsKey("X-Real-IP"))
            return false;
        if (context.Connection.RemoteIpAddress is not { } address)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return context.RequestServices.GetRequiredService<MetricsAccess>().Networks.Any(network => network.Contains(address));
    }
}
