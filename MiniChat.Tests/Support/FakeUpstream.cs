using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MiniChat.Tests.Support;

/// <summary>A model's server on the loopback: real Kestrel, OpenAI's chat completions, and every fault that is asked for.</summary>
/// <remarks>
/// <c>await using var upstream = await FakeUpstream.StartAsync(); upstream.Reply("Hello");</c> A fault is played by
/// <see cref="Fault"/> for the next calls, or by the words <c>fault:CutInMidStream</c> in a prompt (<c>fault:ServerError*2</c>
/// for the first two calls with that prompt), a quirk by <c>quirk:SplitBytes</c>.
/// </remarks>
public sealed class FakeUpstream : IAsyncDisposable
{
    /// <summary>What is answered when nothing else was set.</summary>
    public const string UsualReply = "Hello, world! Grüße, 世界 👋🏽 — done.";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<UpstreamCall> calls = new();
    private readonly ConcurrentQueue<UpstreamFault> faults = new();
    private readonly ConcurrentDictionary<string, int> seen = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly ConcurrentQueue<UpstreamCall> unread = new();
    private Func<UpstreamCall, string> reply = _ => UsualReply;
    private RequestDelegate? handler;
    private string finishReason = "stop";
    private UpstreamQuirk quirk;

    private FakeUpstream(WebApplication app) => this.app = app;

    /// <summary>The address, <c>/v1</c> included.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>How many calls came.</summary>
    public int Calls => calls.Count;

    /// <summary>All calls, oldest first.</summary>
    public IReadOnlyList<UpstreamCall> Received => [.. calls];

    /// <summary>The characters of one chunk.</summary>
    public int ChunkLength { get; set; } = 4;

    public static async Task<FakeUpstream> StartAsync(bool tls = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder
            .WebHost.UseKestrelCore()
            // A flush ends when the bytes have left, so that a cut after it cuts nothing before it.
            .UseSockets(sockets => sockets.MaxWriteBufferSize = 2)
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
                kestrel.Listen(
                    IPAddress.Loopback,
                    0,
                    listen =>
                    {
                        if (tls)
                            listen.UseHttps(TestCertificate.Create());
                    }
                );
            });
        var app = builder.Build();
        var upstream = new FakeUpstream(app);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        upstream.BaseUrl = address + "/v1";
        return upstream;
    }

    /// <summary>Answers all calls from now on with the text.</summary>
    public FakeUpstream Reply(string text, string reason = "stop") => Reply(_ => text, reason);

    /// <summary>Answers all calls from now on with what is made of each.</summary>
    public FakeUpstream Reply(Func<UpstreamCall, string> text, string reason = "stop")
    {
        reply = text;
        finishReason = reason;
        return this;
    }

    /// <summary>Answers all calls from now on by hand; null for the usual way again.</summary>
    public FakeUpstream Answer(RequestDelegate? byHand)
    {
        handler = byHand;
        return this;
    }

    /// <summary>Plays the fault in the next calls.</summary>
    public FakeUpstream Fault(UpstreamFault fault, int times = 1)
    {
        for (var i = 0; i < times; i++)
            faults.Enqueue(fault);
        return this;
    }

    /// <summary>Answers in the odd way from now on.</summary>
    public FakeUpstream Quirk(UpstreamQuirk odd)
    {
        quirk = odd;
        return this;
    }

    /// <summary>Waits for the next call that was not waited for before.</summary>
    public async Task<UpstreamCall> NextCallAsync()
    {
        if (!await arrived.WaitAsync(TimeSpan.FromSeconds(10)))
            throw new TimeoutException("No call came to the fake upstream within 10 seconds.");
        unread.TryDequeue(out var call);
        return call!;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var call = new UpstreamCall(context.Request, await reader.ReadToEndAsync());
        context.Items[typeof(UpstreamCall)] = call;
        if (handler is null && context.Request.Path.Value?.EndsWith("/models", StringComparison.Ordinal) == true)
        {
            await UpstreamFaults.Json(context, UpstreamBodies.Models());
            return;
        }
        calls.Enqueue(call);
        unread.Enqueue(call);
        arrived.Release();
        try
        {
            await (handler?.Invoke(context) ?? PlayAsync(context, call));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has left: that is what some tests are about.
        }
        finally
        {
            call.End();
        }
    }

    private async Task PlayAsync(HttpContext context, UpstreamCall call)
    {
        var text = reply(call);
        if (FaultOf(call) is { } fault)
        {
            await UpstreamFaults.PlayAsync(fault, context, text);
            return;
        }
        if (!call.WantsStream)
        {
            await UpstreamFaults.Json(context, UpstreamBodies.Completion(text, finishReason));
            return;
        }
        var odd = Named<UpstreamQuirk>(call.Prompt, "quirk:")?.Value ?? quirk;
        var writer = new UpstreamWriter(context, odd);
        await writer.BeginAsync();
        if (odd == UpstreamQuirk.SlowFirstToken)
            await Task.Delay(300, context.RequestAborted);
        await writer.RoleAsync();
        var length = odd == UpstreamQuirk.OneChunk ? text.Length : ChunkLength;
        for (var start = 0; start < text.Length; )
        {
            var end = Math.Min(text.Length, start + length);
            if (end < text.Length && char.IsLowSurrogate(text[end]))
                end++;
            await writer.TextAsync(text[start..end]);
            start = end;
        }
        await writer.FinishAsync(finishReason, 7, text.Length);
    }

    private UpstreamFault? FaultOf(UpstreamCall call)
    {
        if (faults.TryDequeue(out var fault))
            return fault;
        if (Named<UpstreamFault>(call.Prompt, "fault:") is not { } named)
            return null;
        var before = seen.AddOrUpdate(call.Prompt, 0, (_, count) => count + 1);
        return named.Times is { } times && before >= times ? null : named.Value;
    }

    private static (T Value, int? Times)? Named<T>(string prompt, string mark)
        where T : struct, Enum
    {
        foreach (var word in prompt.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!word.StartsWith(mark, StringComparison.Ordinal))
                continue;
            var parts = word[mark.Length..].Split('*');
            return (Enum.Parse<T>(parts[0]), parts.Length > 1 ? int.Parse(parts[1]) : null);
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        // A stalled call must not hold up the end.
        using var atOnce = new CancellationTokenSource(0);
        await app.StopAsync(atOnce.Token);
        await app.DisposeAsync();
        arrived.Dispose();
    }
}
