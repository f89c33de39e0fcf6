using System.Diagnostics;
using System.Globalization;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>What MiniChat is measured beside: the same work by a bare server, in a process of its own.</summary>
internal static class Peers
{
    public static Task ServeAsync(string name, string[] arguments) =>
        name switch
        {
            "empty" => EmptyAsync(),
            "bare" => BareAsync(),
            "stack" => StackAsync(),
            "upstream" => UpstreamAsync(),
            "relay" => RelayAsync(new Uri(arguments[0])),
            "fan-out" => FanOutAsync(new Uri(arguments[0])),
            _ => throw new ArgumentException($"There is no peer {name}."),
        };

    /// <summary>An otherwise empty server, as a template makes it.</summary>
    private static Task EmptyAsync()
    {
        var app = WebApplication.CreateBuilder([]).Build();
        app.MapGet("/", () => "ok");
        return app.RunAsync();
    }

    /// <summary>The simplest message as a bare minimal API.</summary>
    private static Task BareAsync()
    {
        var app = Quiet().Build();
        app.MapGet("/", () => "ok");
        app.MapGet("/api/Hello", (string? name) => new HelloResponse { Result = $"Hello, {name}!" });
        app.MapPost("/api/Hello", (Hello hello) => new HelloResponse { Result = $"Hello, {hello.Name}!" });
        return app.RunAsync();
    }

    /// <summary>The simplest message on the message host.</summary>
    private static Task StackAsync()
    {
        var builder = Quiet();
        builder.Services.AddMessages(options => options.Assemblies.Add(typeof(Peers).Assembly));
        builder.Services.AddSingleton<ITokenAuthority, NobodyKnown>();
        builder.Services.AddTokenAuthentication();
        var app = builder.Build();
        app.UseMessageErrors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/", () => "ok");
        app.MapMessages();
        return app.RunAsync();
    }

    /// <summary>A model's server: each stream is a number of chunks at a set pace; each chunk's text is the time it was sent.</summary>
    private static Task UpstreamAsync()
    {
        var app = Quiet().Build();
        app.MapGet("/", () => "ok");
        app.MapPost("/v1/chat/completions", UpstreamStream.AnswerAsync);
        app.MapGet("/left", () => UpstreamStream.LeftAt);
        return app.RunAsync();
    }

    /// <summary>Passes a stream on as it comes, with nothing kept, counted or looked at.</summary>
    private static Task RelayAsync(Uri upstream)
    {
        var app = Quiet().Build();
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = upstream };
        app.MapGet("/", () => "ok");
        app.MapPost("/questions", context => PassOnAsync(http, context, new StringContent(UpstreamStream.Streamed)));
        app.MapPost("/v1/chat/completions", context => PassOnAsync(http, context, new StreamContent(context.Request.Body)));
        return app.RunAsync();
    }

    /// <summary>Tells what an upstream says to all who listen.</summary>
    private static Task FanOutAsync(Uri upstream)
    {
        var app = Quiet().Build();
        app.MapGet("/", () => "ok");
        FanOut.Map(app, new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = upstream });
        return app.RunAsync();
    }

    private static async Task PassOnAsync(HttpClient http, HttpContext context, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentLength ??= context.Request.ContentLength;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        while (true)
        {
            var read = await body.ReadAsync(context.Response.BodyWriter.GetMemory(4096), context.RequestAborted);
            if (read == 0)
                return;
            context.Response.BodyWriter.Advance(read);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    private static WebApplicationBuilder Quiet()
    {
        var builder = WebApplication.CreateSlimBuilder([]);
        builder.Logging.ClearProviders();
        return builder;
    }
}

/// <summary>The simplest message.</summary>
[Route("/hello", "GET,POST")]
public sealed record Hello : IReturn<HelloResponse>
{
    /// <summary>Who is greeted.</summary>
    public string? Name { get; set; }
}

/// <summary>The simplest response.</summary>
public sealed record HelloResponse
{
    /// <summary>The greeting.</summary>
    public string Result { get; set; } = "";
}

/// <summary>Answers the simplest message.</summary>
public sealed class HelloServices : IService
{
    /// <summary>Greets.</summary>
    public Task<HelloResponse> Any(Hello request) => Task.FromResult(new HelloResponse { Result = $"Hello, {request.Name}!" });
}

internal sealed class NobodyKnown : ITokenAuthority
{
    public TimeSpan AccessTokenLifetime => TimeSpan.FromHours(1);

    public ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancel) => default;

    public IDisposable WhenEnded(Caller caller, Action ended) => new CancellationTokenSource();

    public Task<string?> RefreshAsync(string refreshToken, CancellationToken cancel) => Task.FromResult<string?>(null);
}

/// <summary>The paced stream of the fake model server.</summary>
internal static class UpstreamStream
{
    /// <summary>Chunks of one stream, and the time between them.</summary>
    internal const int Chunks = 100;

    internal static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>A body that asks for a stream, and one that does not.</summary>
    internal const string Streamed = """{"model":"m","stream":true,"messages":[{"role":"user","content":"go"}]}""";

    internal const string Whole = """{"model":"m","messages":[{"role":"user","content":"What is the capital of France?"}]}""";

    private const string Completion =
        """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"The capital of France is Paris. It lies on the Seine, and has about two million inhabitants."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":21,"total_tokens":30}}""";

    private static long leftAt;

    /// <summary>When a caller left last.</summary>
    internal static long LeftAt => Volatile.Read(ref leftAt);

    /// <summary>A whole completion at once, or a stream at its pace.</summary>
    internal static async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (body.Contains("\"stream\":true", StringComparison.Ordinal))
        {
            context.RequestAborted.Register(static () => Volatile.Write(ref leftAt, Stopwatch.GetTimestamp()));
            await WriteAsync(context);
            return;
        }
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Completion.Length;
        await context.Response.WriteAsync(Completion);
    }

    private static async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        using var timer = new PeriodicTimer(Pace);
        for (var i = 0; i < Chunks; i++)
        {
            await timer.WaitForNextTickAsync(context.RequestAborted);
            await SendAsync(
                context,
                $$"""{"content":"[{{Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture)}}]"}""",
                "null"
            );
        }
        await SendAsync(context, "{}", "\"stop\"");
        await context.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static async Task SendAsync(HttpContext context, string delta, string reason)
    {
        await context.Response.WriteAsync(
            $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{reason}}}]}"""
                + "\n\n"
        );
        await context.Response.Body.FlushAsync();
    }
}
