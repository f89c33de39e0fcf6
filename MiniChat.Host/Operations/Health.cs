using MiniChat.Host.ApiDocuments;
using MiniChat.Host.Observability;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.Stack;

namespace MiniChat.Host.Operations;

/// <summary><c>/health</c>: the process lives. <c>/ready</c>: it can do its work, the store included.</summary>
public sealed class Health(IStoreProbe store, AnswerKeeper answers, IEmbedder embedder, TimeProvider clock)
{
    /// <summary>A probe's result serves everybody who asks within this time, so that probing costs the store nothing.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private (DateTimeOffset At, Task<bool> Result)? _last;

    private string Embedder => embedder.Name;

    /// <summary>Maps both paths.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapMethods("/health", ["GET", "HEAD"], static context => WriteAsync(context, 200, new() { ["status"] = "ok" }))
            .WithMetadata(new IsProbe())
            .Describe(() => ServerDocument.Health);
        routes
            .MapMethods(
                "/ready",
                ["GET", "HEAD"],
                static async context =>
                {
                    var health = context.RequestServices.GetRequiredService<Health>();
                    var trouble = await health.TroubleAsync();
                    var body = new Dictionary<string, string> { ["status"] = trouble ?? "ready", ["embedder"] = health.Embedder };
                    await WriteAsync(context, trouble is null ? 200 : 503, body);
                }
            )
            .WithMetadata(new IsProbe())
            .Describe(() => ServerDocument.Ready);
    }

    /// <summary>Why no more work should come here; null when all is well.</summary>
    private async Task<string?> TroubleAsync()
    {
        if (answers.IsDraining)
            return "the server is about to end";
        return await CanWriteAsync() ? null : "the store cannot be written";
    }

    private Task<bool> CanWriteAsync()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_last is { } last && (now - last.At < Fresh || !last.Result.IsCompleted))
                return last.Result;
            _last = (now, ProbeAsync());
            return _last.Value.Result;
        }
    }

    private async Task<bool> ProbeAsync()
    {
        try
        {
            await store.ProbeAsync(CancellationToken.None);
            return true;
        }
        catch (ServiceException)
        {
            // The answer to the probe tells it; the store has its own log of why.
            return false;
        }
    }

    private static Task WriteAsync(HttpContext context, int status, Dictionary<string, string> body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        if (status == 503)
            context.Response.Headers.RetryAfter = "2";
        return context.Response.WriteAsJsonAsync(body);
    }
}
