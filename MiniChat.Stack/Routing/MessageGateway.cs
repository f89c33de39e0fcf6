using Microsoft.Extensions.DependencyInjection;

namespace MiniChat.Stack.Routing;

/// <summary>Sends messages within the process.</summary>
internal sealed class MessageGateway(MessageCatalog catalog, IServiceProvider services) : IMessageGateway
{
    public async Task<T> SendAsync<T>(IReturn<T> message, Call call, CancellationToken cancel) =>
        (T)(await Send(message, call, cancel))!;

    public async Task SendAsync(IReturnVoid message, Call call, CancellationToken cancel) => await Send(message, call, cancel);

    public IAsyncEnumerable<TEvent> StreamAsync<TEvent>(IStreamOf<TEvent> message, Call call, CancellationToken cancel)
        where TEvent : IStreamEvent
    {
        var descriptor = Admit(message, call);
        var stream = descriptor.Stream ?? throw new InvalidOperationException($"No handler streams {descriptor.Name}.");
        return (IAsyncEnumerable<TEvent>)stream.Invoke(services.GetRequiredService(stream.Service), message, call, cancel);
    }

    private ValueTask<object?> Send(object message, Call call, CancellationToken cancel)
    {
        var descriptor = Admit(message, call);
        var handler = descriptor.UsualHandler ?? throw new InvalidOperationException($"{descriptor.Name} is only streamed.");
        return handler.Invoke(services.GetRequiredService(handler.Service), message, call, cancel);
    }

    private MessageDescriptor Admit(object message, Call call)
    {
        var descriptor =
            catalog.Find(message.GetType())
            ?? throw new InvalidOperationException($"No handler answers {message.GetType().Name}.");
        if (descriptor.RequiresAuthentication && !call.Caller.IsAuthenticated)
            throw new ServiceException(ErrorKind.Unauthorized, "Not Authenticated");
        if (descriptor.RequiredScope is { } scope && !call.Caller.HasScope(scope))
            throw ServiceException.ForScope(scope);
        if (descriptor.RequiredRole is { } role && !call.Caller.HasRole(role))
            throw new ServiceException(ErrorKind.Forbidden, $"{role} Role Required");
        descriptor.Rules.Demand(message);
        return descriptor;
    }
}
