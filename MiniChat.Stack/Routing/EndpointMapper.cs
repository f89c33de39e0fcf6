using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Binding;

namespace MiniChat.Stack.Routing;

/// <summary>Maps messages as ordinary endpoints.</summary>
internal sealed class EndpointMapper(IEndpointRouteBuilder endpoints)
{
    private readonly MessageHostOptions options = endpoints.ServiceProvider.GetRequiredService<MessageHostOptions>();
    private readonly IServiceProvider services = endpoints.ServiceProvider;

    /// <summary>Maps all paths of a message.</summary>
    public void Map(MessageDescriptor message)
    {
        var fields = new MessageFields(message.RequestType, options.Json);
        Map(message, fields, new MessageRoute($"/api/{message.Name}", message.Verbs), isOwnRoute: false);
        Map(message, fields, new MessageRoute($"/json/reply/{message.Name}", message.Verbs), isOwnRoute: false);
        foreach (var route in message.Routes)
            Map(message, fields, route, isOwnRoute: true);
        if (message.SocketPath is { } path)
            MapSocket(message, BinderOf(message, fields, path), path);
    }

    private void Map(MessageDescriptor message, MessageFields fields, MessageRoute route, bool isOwnRoute)
    {
        var endpoint = new MessageEndpoint(message, BinderOf(message, fields, route.Path), isOwnRoute, services);
        // Who renews a token by its own message is not renewed on the way.
        var carriers = new TokenCarriers(Cookie: true, Refresh: message.RequestType != typeof(GetAccessToken));
        var methods = route.Verbs.Contains(HttpMethods.Get) ? [.. route.Verbs, HttpMethods.Head] : route.Verbs;
        Describe(endpoints.MapMethods(route.Path, methods, endpoint.InvokeAsync), message, route.Path, carriers);
    }

    private void MapSocket(MessageDescriptor message, MessageBinder binder, string path)
    {
        var pipeline = SocketPipeline.Build(endpoints, new SocketEndpoint(message, binder, services).InvokeAsync);
        // HTTP/2 opens sockets with CONNECT.
        var builder = endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Connect], pipeline);
        Describe(builder, message, path, new TokenCarriers(Cookie: true, SubProtocol: true));
    }

    private MessageBinder BinderOf(MessageDescriptor message, MessageFields fields, string path) =>
        new(message.Name, fields, new BodyReader(fields, () => message.RequestJson, options.MaxBodyBytes), path);

    private void Describe(IEndpointConventionBuilder builder, MessageDescriptor message, string path, TokenCarriers carriers)
    {
        builder.WithDisplayName($"{message.Name} at {path}").WithMetadata(message, carriers, new BodyLimit(options.MaxBodyBytes));
        if (message.RequiresAuthentication)
            builder.RequireAuthorization(new AuthorizeAttribute { Roles = message.RequiredRole });
        if (message.RequiredScope is { } scope)
            builder.WithMetadata(new RequiredScope(scope));
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
