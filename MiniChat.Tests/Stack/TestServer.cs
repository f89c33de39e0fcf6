using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Stack;

/// <summary>The message host with the tests' messages, on real sockets.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestServer(WebApplication app, ManualClock time, TestLog log)
    {
        this.app = app;
        Time = time;
        Log = log;
        Address = new Uri(app.Urls.First());
        // Cookies are set by hand, and no redirect is expected.
        Client = new HttpClient(
            new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                ResponseDrainTimeout = TimeSpan.Zero,
            }
        )
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public ManualClock Time { get; }

    public TestLog Log { get; }

    public IServiceProvider Services => app.Services;

    public StreamServices Streams => app.Services.GetRequiredService<StreamServices>();

    public TestAuthority Authority => (TestAuthority)app.Services.GetRequiredService<ITokenAuthority>();

    public static async Task<TestServer> StartAsync(
        Action<MessageHostOptions>? configure = null,
        Action<WebApplication>? map = null,
        bool useHttps = false
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http1));
        var log = new TestLog();
        builder.Logging.ClearProviders().AddProvider(log);
        var time = new ManualClock();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<ITokenAuthority, TestAuthority>();
        builder.Services.AddMessages(options =>
        {
            options.Assemblies.Add(typeof(TestServer).Assembly);
            options.AllowedOrigins.Add("https://friend.example");
            configure?.Invoke(options);
        });
        builder.Services.AddTokenAuthentication();
        var app = builder.Build();
        // As behind a proxy that speaks HTTPS with the caller.
        if (useHttps)
            app.Use(
                (context, next) =>
                {
                    context.Request.Scheme = "https";
                    return next(context);
                }
            );
        app.UseMessageErrors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapMessages().WithMetadata("conventions reach every message");
        map?.Invoke(app);
        await app.StartAsync();
        return new TestServer(app, time, log);
    }

    /// <summary>Sends a JSON body as it is.</summary>
    public Task<Reply> PostAsync(string path, string body, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public Task<Reply> GetAsync(string path, params (string, string)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, params (string, string)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content!.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }
        using var response = await Client.SendAsync(request);
        return new Reply(response, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends bytes as they are, and reads what comes back until the server closes.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, limit.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
        using var text = new MemoryStream();
        await stream.CopyToAsync(text, limit.Token);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }
}

/// <summary>A response, read whole.</summary>
public sealed record Reply(HttpResponseMessage Response, string Body)
{
    public int Status => (int)Response.StatusCode;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? ErrorCode => Json.GetProperty("responseStatus").GetProperty("errorCode").GetString();

    public string? ErrorMessage => Json.GetProperty("responseStatus").GetProperty("message").GetString();

    public JsonElement[] Errors => [.. Json.GetProperty("responseStatus").GetProperty("errors").EnumerateArray()];

    public string[] FieldNames => [.. Errors.Select(e => e.GetProperty("fieldName").GetString()!)];

    public string Header(string name) =>
        string.Join(
            "; ",
            Response.Headers.TryGetValues(name, out var values) ? values
                : Response.Content.Headers.TryGetValues(name, out var more) ? more
                : []
        );

    public string[] Cookies => Response.Headers.TryGetValues("Set-Cookie", out var values) ? [.. values] : [];
}

/// <summary>What the server logged.</summary>
public sealed class TestLog : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<(LogLevel Level, string Text)> entries = new();

    public (LogLevel Level, string Text)[] Problems => [.. entries.Where(e => e.Level >= LogLevel.Warning)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => entries.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));

    public void Dispose() { }
}
