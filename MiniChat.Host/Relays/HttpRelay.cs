using System.Buffers;
using System.IO.Pipelines;
using MiniChat.ServiceInterface.Models;
using MiniChat.Stack;
using MiniChat.Stack.Streams;

namespace MiniChat.Host.Relays;

/// <summary>An error of ours as the JSON of a dialect.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="words">What went wrong.</param>
public delegate byte[] ErrorJson(int status, ResponseStatus words);

/// <summary>
/// Passes a request on and its response back, byte for byte, flushed as it comes. What is used is read from the bytes on the
/// side; nothing of the content is kept.
/// </summary>
public sealed class HttpRelay(RelayCalls calls, IModelRelay relay, RelayEnding ending, RelayOptions options)
{
    /// <summary>What is shorter is read whole before it is answered: if it breaks off, there is a status line left to say so.</summary>
    private const int WholeBytes = 256 * 1024;

    private const int ReadBytes = 4096;

    private static readonly string[] PassedUp = ["Accept", "User-Agent", "OpenAI-Beta", "X-Client-Request-Id", "traceparent"];

    /// <summary>Answers a request whose body is passed on.</summary>
    /// <param name="context">The request, of a signed-in caller.</param>
    /// <param name="kind">What is passed on.</param>
    /// <param name="errors">How errors are worded once the response has begun.</param>
    /// <exception cref="ServiceException">The body is not right, or there is no response to pass on.</exception>
    public async Task PostAsync(HttpContext context, RelayKind kind, ErrorJson errors)
    {
        if (ending.Begun.IsCancellationRequested)
            throw RelayEnding.Refusal("The server is about to end and takes no more asks. Try again in a moment.");
        // From here on: a body can take its time, and what it was allowed with may end meanwhile.
        using var life = ending.LifeOf(context, context.RequestAborted);
        try
        {
            var bytes = await RelayRequest.ReadAsync(context, options.MaxBodyBytes, life.Token);
            var body = RelayBody.Read(bytes, kind, options);
            var call = new RelayedCall(HttpMethods.Post, kind.Path)
            {
                Body = bytes,
                WantsStream = body.WantsStream,
                Headers = HeadersOf(context.Request),
            };
            await AnswerAsync(context, call, body, errors, life.Token);
        }
        catch (OperationCanceledException) when (life.Refusal is { } refusal)
        {
            await EndAsync(context, refusal, errors);
        }
    }

    /// <summary>Answers a request that has no body.</summary>
    /// <param name="context">The request, of a signed-in caller.</param>
    /// <param name="path">The path below the model server's <c>/v1/</c>, escaped.</param>
    /// <exception cref="ServiceException">There is no response to pass on.</exception>
    public async Task GetAsync(HttpContext context, string path)
    {
        var call = new RelayedCall(HttpMethods.Get, path) { Headers = HeadersOf(context.Request) };
        await using var response = await relay.SendAsync(call, context.RequestAborted);
        await WholeAsync(context, response, response.ReadAsync);
    }

    private async Task AnswerAsync(
        HttpContext context,
        RelayedCall sent,
        RelayBody body,
        ErrorJson errors,
        CancellationToken cancel
    )
    {
        var door = context.Request.Path.Value!.ToLowerInvariant().TrimEnd('/');
        await using var call = await calls.BeginAsync(context.GetCaller(), door, body, cancel);
        try
        {
            var response = await call.SendAsync(sent, cancel);
            if (response.IsEventStream && response.Status < 300)
                await StreamAsync(context, call, response, errors);
            else
                await WholeAsync(context, response, call.ReadAsync);
        }
        catch (ServiceException broken) when (context.Response.HasStarted)
        {
            await EndAsync(context, broken, errors);
        }
    }

    private static async Task StreamAsync(HttpContext context, RelayCall call, RelayedResponse response, ErrorJson errors)
    {
        var writer = context.Response.BodyWriter;
        var buffer = new byte[ReadBytes];
        // A stream that fails before its first byte has a status line left to say so.
        var read = await call.ReadAsync(buffer);
        if (read == 0)
            throw new ModelException(ModelFailure.ModelStreamBroken, "The model's answer ended before it began. Ask again.");
        using var counted = OpenStreams.Enter(isSocket: false);
        Begin(context, response);
        context.Response.Headers["X-Accel-Buffering"] = "no";
        // If it breaks off, an event of ours says so, which is in no length.
        context.Response.ContentLength = null;
        await writer.WriteAsync(buffer.AsMemory(0, read));
        buffer = null;
        while (true)
        {
            await call.WaitAsync();
            // As much as the server has at hand: what it has to make room for beyond a block of its own it keeps for long.
            read = await call.ReadAsync(writer.GetMemory(RelayedResponse.LeastBuffer));
            if (read == 0)
                break;
            writer.Advance(read);
            await FlushAsync(writer, call);
        }
        if (!call.IsFinished && !call.HasError)
        {
            await EndAsync(
                context,
                new ModelException(
                    ModelFailure.ModelStreamBroken,
                    "The model's answer broke off before its end: it ended without saying why. Ask again."
                ),
                errors
            );
        }
    }

    private static async ValueTask FlushAsync(PipeWriter writer, RelayCall call)
    {
        // No token: it would make a caller who leaves an exception, and the server ends such writes anyway.
        var flushed = await writer.FlushAsync(CancellationToken.None);
        if (!flushed.IsCompleted)
            return;
        call.Leave();
        throw new OperationCanceledException("The caller has gone.");
    }

    private static async Task WholeAsync(
        HttpContext context,
        RelayedResponse response,
        Func<Memory<byte>, ValueTask<int>> readAsync
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes * 2);
        try
        {
            var count = 0;
            while (count < WholeBytes)
            {
                if (buffer.Length - count < RelayedResponse.LeastBuffer)
                    buffer = Grow(buffer, count);
                var read = await readAsync(buffer.AsMemory(count));
                if (read == 0)
                {
                    Begin(context, response);
                    context.Response.ContentLength = response.Status == StatusCodes.Status204NoContent ? null : count;
                    // Some statuses have no body, not even an empty one.
                    if (count == 0)
                        await context.Response.StartAsync();
                    else
                        await context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, count));
                    return;
                }
                count += read;
            }
            Begin(context, response);
            await context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, count));
            while (await readAsync(buffer) is > 0 and var more)
                await context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, more));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full, int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static void Begin(HttpContext context, RelayedResponse response)
    {
        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
            context.Response.Headers.Append(name, value);
    }

    /// <summary>Tells why a response ends early: as its status if it has none yet, else as the last event of the stream.</summary>
    private static async Task EndAsync(HttpContext context, ServiceException reason, ErrorJson errors)
    {
        if (!context.Response.HasStarted)
            throw reason;
        var (status, words) = context.WordError(reason);
        if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) != true)
        {
            // A body that broke off must not look whole.
            context.Abort();
            return;
        }
        // The break may lie within an event: the blank line ends that one.
        await context.Response.BodyWriter.WriteAsync((byte[])[.. "\n\ndata: "u8, .. errors(status, words), .. "\n\n"u8]);
    }

    private static List<KeyValuePair<string, string>> HeadersOf(HttpRequest request)
    {
        var headers = new List<KeyValuePair<string, string>>(4);
        foreach (var name in PassedUp)
        {
            if (request.Headers.TryGetValue(name, out var values))
                headers.Add(new(name, values.ToString()));
        }
        return headers;
    }
}
