using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Binding;
using MiniChat.Stack.Errors;
using MiniChat.Stack.Streams;

namespace MiniChat.Stack.Routing;

/// <summary>Serves a message's stream at its socket's path.</summary>
internal sealed class SocketEndpoint
{
    private readonly MessageDescriptor message;
    private readonly MessageBinder binder;
    private readonly IServiceProvider services;
    private readonly ErrorWriter errors;
    private readonly SocketStreams sockets;

    public SocketEndpoint(MessageDescriptor message, MessageBinder binder, IServiceProvider services)
    {
        this.message = message;
        this.services = services;
        this.binder = binder;
        errors = services.GetRequiredService<ErrorWriter>();
        sockets = services.GetRequiredService<SocketStreams>();
    }

    /// <summary>Answers a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            var bound = await binder.BindAsync(context);
            message.Rules.Demand(bound);
            var call = CallReader.Read(context, demandsNumber: true);
            var stream = message.Stream!;
            var service = services.GetRequiredService(stream.Service);
            await sockets.WriteAsync(context, cancel => stream.Invoke(service, bound, call, cancel));
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await errors.WriteAsync(context, exception);
        }
    }
}
