using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Binding;
using MiniChat.Stack.Errors;
using MiniChat.Stack.Formats;

namespace MiniChat.Stack.Routing;

/// <summary>
/// Answers a list of one message, <c>/api/{Name}[]</c>, one after the other, with the list of responses. The first that fails ends it
/// with its error, which tells its index; those before it are done.
/// </summary>
/// <param name="message">The message.</param>
/// <param name="body">Reads the list.</param>
/// <param name="kind">What kind of address it is: who sends one way hears only how many are done.</param>
/// <param name="services">The host's services.</param>
/// <remarks>Source of the wire: ServiceStack's "Auto Batched Requests".</remarks>
internal sealed class BatchEndpoint(MessageDescriptor message, BatchBody body, AddressKind kind, IServiceProvider services)
{
    private const string DoneHeader = "X-AutoBatch-Completed";

    private readonly JsonWriterPool json = services.GetRequiredService<JsonWriterPool>();
    private readonly ErrorWriter errors = services.GetRequiredService<ErrorWriter>();

    /// <summary>Answers a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var done = 0;
        var isBegun = false;
        var buffer = json.Rent();
        try
        {
            using var list = await body.ReadAsync(context);
            var call = CallReader.Read(context, demandsNumber: true);
            isBegun = true;
            buffer.Write("["u8);
            foreach (var item in list.RootElement.EnumerateArray())
            {
                if (done > 0)
                    buffer.Write(","u8);
                await AnswerAsync(buffer, BatchBody.Bind(item, message.RequestJson), KeyedBy(call, done), context.RequestAborted);
                done++;
            }
            buffer.Write("]"u8);
            if (done > 0)
                Tell(context, done);
            if (kind == AddressKind.OneWay)
                await ResponseWriter.WriteNothing(context);
            else
                await JsonWriterPool.WriteAsync(context, buffer);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            if (done > 0)
                Tell(context, done);
            await errors.WriteAsync(context, exception, isBegun ? done : null);
        }
        finally
        {
            json.Return(buffer);
        }
    }

    private async ValueTask AnswerAsync(JsonBuffer buffer, object bound, Call call, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        message.Rules.Demand(bound);
        var handler = message.UsualHandler!;
        var response = await handler.Invoke(services.GetRequiredService(handler.Service), bound, call, cancel);
        if (response is null)
            buffer.Write("null"u8);
        else
            buffer.Write(response, message.ResponseJson!);
    }

    // A key that came with the list counts for each of its messages by itself. No header holds a blank.
    private static Call KeyedBy(Call call, int index) =>
        call.IdempotencyKey is { } key
            ? call with
            {
                IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{key} {index}"),
            }
            : call;

    private static void Tell(HttpContext context, int done) =>
        context.Response.Headers[DoneHeader] = done.ToString(CultureInfo.InvariantCulture);
}
