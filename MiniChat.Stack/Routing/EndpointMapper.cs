using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Auth;

namespace MiniChat.Stack.Routing;

/// <summary>Maps messages as ordinary endpoints.</summary>
internal sealed class EndpointMapper(IEndpointRouteBuilder endpoints)
{
    private readonly MessageHostOptions options = endpoints.ServiceProvider.GetRequiredService<MessageHostOptions>();
    private readonly IServiceProvider services = endpoints.ServiceProvider;

    /// <summary>Maps all paths of a message.</summary>
    public void Map(MessageDescriptor message)
    {
        Map(message, $"/api/{message.Name}", message.Verbs, isOwnRoute: false);
        Map(message, $"/json/reply/{message.Name}", message.Verbs, isOwnRoute: false);
        foreach (var route in message.Routes)
            Map(message, route.Path, route.Verbs, isOwnRoute: true);
        if (message.SocketPath is { } path)
            MapSocket(message, path);
    }

    private void Map(MessageDescriptor message, string path, IReadOnlyList<string> verbs, bool isOwnRoute)
    {
        var endpoint = new MessageEndpoint(message, path, isOwnRoute, services);
        // Who renews a token by its own message is not renewed on the way.
        var carriers = new TokenCarriers(Cookie: true, Refresh: message.RequestType != typeof(GetAccessToken));
        var methods = verbs.Contains(HttpMethods.Get) ? [.. verbs, HttpMethods.Head] : verbs;
        Describe(endpoints.MapMethods(path, methods, endpoint.InvokeAsync), message, path, carriers);
    }

    private void MapSocket(MessageDescriptor message, string path)
    {
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = options.HeartbeatInterval });
        pipeline.Run(new SocketEndpoint(message, services).InvokeAsync);
        // HTTP/2 opens sockets with CONNECT.
        var builder = endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Connect], pipeline.Build());
        Describe(builder, message, path, new TokenCarriers(Cookie: true, SubProtocol: true));
    }

    private void Describe(IEndpointConventionBuilder builder, MessageDescriptor message, string path, TokenCarriers carriers)
    {
        builder.WithDisplayName($"{message.Name} at {path}").WithMetadata(message, carriers, new BodyLimit(options.MaxBodyBytes));
        if (message.RequiresAuthentication)
            builder.RequireAuthorization(new AuthorizeAttribute { Roles = message.RequiredRole });
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
