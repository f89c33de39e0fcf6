using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MiniChat.Tests.Clients;

/// <summary>A server on the loopback that answers what a test says, and keeps what was sent.</summary>
internal sealed class FakeWire : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<WireRequest> requests = new();

    private FakeWire(WebApplication app) => this.app = app;

    public string BaseUrl { get; private set; } = "";

    public IReadOnlyList<WireRequest> Requests => [.. requests];

    public static async Task<FakeWire> StartAsync(Func<WireRequest, HttpResponse, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            // A flush ends when the bytes have left, so that a cut after it cuts nothing before it.
            .UseSockets(sockets => sockets.MaxWriteBufferSize = 2)
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var wire = new FakeWire(builder.Build());
        wire.app.Run(async context =>
        {
            var request = await WireRequest.ReadAsync(context.Request);
            wire.requests.Enqueue(request);
            await answer(request, context.Response);
        });
        await wire.app.StartAsync();
        wire.BaseUrl = wire.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return wire;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(0);
        await app.StopAsync(atOnce.Token);
        await app.DisposeAsync();
    }
}

/// <summary>One request as it came.</summary>
internal sealed record WireRequest(string Method, string Target, string Body, Dictionary<string, string> Headers)
{
    public string? Bearer => Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "");

    public static async Task<WireRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return new WireRequest(
            request.Method,
            request.Path + request.QueryString,
            await reader.ReadToEndAsync(),
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)
        );
    }
}

/// <summary>What the wire says.</summary>
internal static class WireResponses
{
    public static Task JsonAsync(this HttpResponse response, string json, int status = 200)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        return response.WriteAsync(json);
    }

    public static Task ErrorAsync(this HttpResponse response, int status, string code) =>
        response.JsonAsync(
            $$$"""{"responseStatus":{"errorCode":"{{{code}}}","message":"{{{code}}} it is.","errors":[]}}""",
            status
        );

    public static async Task EventsAsync(this HttpResponse response, params string[] events)
    {
        response.ContentType = "text/event-stream";
        foreach (var one in events)
        {
            await response.WriteAsync(one + "\n\n");
            await response.Body.FlushAsync();
        }
    }

    public static string Started(long answerId) =>
        $$"""
            id: 0
            event: started
            data: {"answerId":{{answerId}},"model":"offline"}
            """;

    public static string Delta(long seq, string text) =>
        $$"""
            id: {{seq}}
            event: delta
            data: {"text":"{{text}}"}
            """;

    public static string Ended(long length, string state = "completed", string more = "") =>
        $$$"""
            id: {{{length + 1}}}
            event: {{{state}}}
            data: {"state":"{{{state}}}","length":{{{length}}},"finishReason":"stop"{{{more}}}}
            """;
}
