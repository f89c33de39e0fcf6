using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Binding;
using MiniChat.Stack.Formats;

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
        Map(message, fields, new MessageRoute($"/api/{message.Name}", message.Verbs), AddressKind.Name);
        Map(message, fields, new MessageRoute($"/json/reply/{message.Name}", message.Verbs), AddressKind.Name);
        foreach (var route in message.Routes)
            Map(message, fields, route, AddressKind.OwnRoute);
        if (message.UsualHandler is not null)
            MapOthers(message, fields);
        if (message.SocketPath is { } path)
            MapSocket(message, BinderOf(message, fields, path), path);
    }

    /// <summary>What only messages have that are answered at once: formats, lists, and being sent without a wish for the answer.</summary>
    private void MapOthers(MessageDescriptor message, MessageFields fields)
    {
        var byFormat = new MessageRoute($"/api/{message.Name}{ResponseFormats.Suffix}", message.Verbs);
        var oneWay = new MessageRoute($"/json/oneway/{message.Name}", [HttpMethods.Post]);
        // They say nothing of a message that its other paths do not say.
        Map(message, BinderOf(message, fields, $"/api/{message.Name}"), byFormat, AddressKind.NameAndFormat)
            .ExcludeFromDescription();
        Map(message, fields, oneWay, AddressKind.OneWay).ExcludeFromDescription();
        // A session is one caller's: no list of them could set its cookies.
        if (AuthReplies.Concerns(message))
            return;
        MapBatch(message, $"/api/{message.Name}[]", AddressKind.Name);
        MapBatch(message, $"/json/reply/{message.Name}[]", AddressKind.Name);
        MapBatch(message, $"/json/oneway/{message.Name}[]", AddressKind.OneWay);
    }

    private void MapBatch(MessageDescriptor message, string path, AddressKind kind)
    {
        var batch = new BatchEndpoint(message, new BatchBody(options.MaxBodyBytes), kind, services);
        var carriers = new TokenCarriers(Cookie: true, Refresh: true);
        Describe(endpoints.MapPost(path, batch.InvokeAsync), message, path, carriers).ExcludeFromDescription();
    }

    private IEndpointConventionBuilder Map(
        MessageDescriptor message,
        MessageFields fields,
        MessageRoute route,
        AddressKind kind
    ) => Map(message, BinderOf(message, fields, route.Path), route, kind);

    private IEndpointConventionBuilder Map(MessageDescriptor message, MessageBinder binder, MessageRoute route, AddressKind kind)
    {
        var endpoint = new MessageEndpoint(message, binder, kind, services);
        // Who renews a token by its own message is not renewed on the way.
        var carriers = new TokenCarriers(Cookie: true, Refresh: message.RequestType != typeof(GetAccessToken));
        var methods = route.Verbs.Contains(HttpMethods.Get) ? [.. route.Verbs, HttpMethods.Head] : route.Verbs;
        return Describe(endpoints.MapMethods(route.Path, methods, endpoint.InvokeAsync), message, route.Path, carriers);
    }

    private void MapSocket(MessageDescriptor message, MessageBinder binder, string path)
    {
        var pipeline = SocketPipeline.Build(endpoints, new SocketEndpoint(message, binder, services).InvokeAsync);
        // HTTP/2 opens sockets with CONNECT.
        var builder = endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Connect], pipeline);
        Describe(builder, message, path, new TokenCarriers(Cookie: true, SubProtocol: true));
    }

    private MessageBinder BinderOf(MessageDescriptor message, MessageFields fields, string path) =>
        new(message.Name, fields, new BodyReader(fields, () => message.RequestJson, LimitOf(message)), path);

    private IEndpointConventionBuilder Describe(
        IEndpointConventionBuilder builder,
        MessageDescriptor message,
        string path,
        TokenCarriers carriers
    )
    {
        builder.WithDisplayName($"{message.Name} at {path}").WithMetadata(message, carriers, new BodyLimit(LimitOf(message)));
        if (message.RequiresAuthentication)
            builder.RequireAuthorization(new AuthorizeAttribute { Roles = message.RequiredRole });
        if (message.RequiredScope is { } scope)
            builder.WithMetadata(new RequiredScope(scope));
        return builder;
    }

    private long LimitOf(MessageDescriptor message) =>
        options.BodyBytesOf.TryGetValue(message.RequestType, out var bytes) ? bytes : options.MaxBodyBytes;

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
