using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Binding;
using MiniChat.Stack.Errors;
using MiniChat.Stack.Formats;
using MiniChat.Stack.Streams;

namespace MiniChat.Stack.Routing;

/// <summary>Answers a message at one of its paths.</summary>
internal sealed class MessageEndpoint
{
    private readonly MessageDescriptor message;
    private readonly MessageBinder binder;
    private readonly AddressKind kind;
    private readonly IServiceProvider services;
    private readonly ResponseWriter responses;
    private readonly ErrorWriter errors;
    private readonly EventStreams streams;
    private readonly AuthReplies? auth;

    public MessageEndpoint(MessageDescriptor message, MessageBinder binder, AddressKind kind, IServiceProvider services)
    {
        this.message = message;
        this.kind = kind;
        this.services = services;
        this.binder = binder;
        responses = services.GetRequiredService<ResponseWriter>();
        errors = services.GetRequiredService<ErrorWriter>();
        streams = services.GetRequiredService<EventStreams>();
        auth = AuthReplies.Concerns(message) ? services.GetRequiredService<AuthReplies>() : null;
    }

    /// <summary>Answers a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (auth is not null)
            context.Response.Headers.CacheControl = "no-store";
        try
        {
            var bound = await binder.BindAsync(context);
            var tookRefreshToken = auth?.TakeRefreshToken(context, bound) ?? false;
            message.Rules.Demand(bound);
            var call = CallReader.Read(context, demandsNumber: true);
            if (HandlerFor(context.Request, bound) is { } handler)
                await Answer(context, handler, bound, call, tookRefreshToken);
            else
                await streams.WriteAsync(context, cancel => Open(bound, call, cancel));
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await errors.WriteAsync(context, exception);
        }
    }

    private async ValueTask Answer(HttpContext context, Handler handler, object bound, Call call, bool tookRefreshToken)
    {
        // Before anything is done: what is refused has no effect.
        var format = ResponseFormats.Of(context.Request, kind);
        var service = services.GetRequiredService(handler.Service);
        var response = await handler.Invoke(service, bound, call, context.RequestAborted);
        if (auth is not null)
            response = auth.Apply(context, bound, response, tookRefreshToken);
        if (kind == AddressKind.OneWay)
            await ResponseWriter.WriteNothing(context);
        else
            await responses.WriteAsync(context, message, response, format);
    }

    private IAsyncEnumerable<IStreamEvent> Open(object bound, Call call, CancellationToken cancel)
    {
        var stream = message.Stream!;
        return stream.Invoke(services.GetRequiredService(stream.Service), bound, call, cancel);
    }

    /// <summary>Who answers at once; null when a stream is asked for, or is all there is.</summary>
    private Handler? HandlerFor(HttpRequest request, object bound)
    {
        if (kind == AddressKind.OneWay)
            return message.UsualHandler;
        if (message.Stream is not null && (message.OnlyStreams || AsksForStream(request, bound)))
            return null;
        return message.Handlers[HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method];
    }

    private bool AsksForStream(HttpRequest request, object bound)
    {
        if (Accepts(request, "text/event-stream"))
            return true;
        return kind == AddressKind.OwnRoute && bound is IMayStream { Stream: true } && !Accepts(request, "application/json");
    }

    private static bool Accepts(HttpRequest request, string type)
    {
        foreach (var accept in request.Headers.Accept)
        {
            if (accept is not null && accept.Contains(type, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
