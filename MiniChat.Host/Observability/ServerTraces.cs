using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MiniChat.Host.Observability;

/// <summary>Traces of requests, and of the calls they make, for a collector of OpenTelemetry's. Nothing that was said is in them.</summary>
internal static class ServerTraces
{
    // The framework's own, of a request and of a call.
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http"];

    /// <summary>Begins to trace.</summary>
    /// <param name="collector">The collector's address, without the path of the signal.</param>
    /// <remarks>The wire: OTLP over HTTP, https://opentelemetry.io/docs/specs/otlp/.</remarks>
    public static TracerProvider Build(Uri collector) =>
        Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("minichat"))
            .AddSource(Sources)
            .AddOtlpExporter(exporter =>
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/v1/traces");
                // The collector's own calls are no part of anything.
                exporter.HttpClientFactory = static () =>
                    new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
            })
            .Build();

    /// <summary>Says of a request's span what the framework does not: which request it was, and how it ended.</summary>
    /// <param name="span">The span.</param>
    /// <param name="context">The request, answered.</param>
    /// <param name="route">Its route; null where it has none.</param>
    /// <remarks>Names: https://opentelemetry.io/docs/specs/semconv/http/http-spans/.</remarks>
    public static void Describe(Activity span, HttpContext context, string? route)
    {
        var method = context.Request.Method;
        var status = context.Response.StatusCode;
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
