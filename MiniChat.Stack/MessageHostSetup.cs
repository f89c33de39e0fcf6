using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Errors;
using MiniChat.Stack.Formats;
using MiniChat.Stack.Metadata;
using MiniChat.Stack.Routing;
using MiniChat.Stack.Streams;

namespace MiniChat.Stack;

/// <summary>Adds the message host to a server.</summary>
public static class MessageHostSetup
{
    /// <summary>Finds the services and their messages. Services are made once: they hold no state of a call.</summary>
    /// <exception cref="InvalidOperationException">Something is ambiguous; the sentence says what.</exception>
    public static IServiceCollection AddMessages(this IServiceCollection services, Action<MessageHostOptions> configure)
    {
        var options = new MessageHostOptions();
        configure(options);
        var catalog = MessageCatalog.Scan(options.Assemblies, options.Json);
        foreach (var service in catalog.Services)
            services.TryAddSingleton(service);
        services.TryAddSingleton(TimeProvider.System);
        services.AddRouting();
        services.AddSingleton(options);
        services.AddSingleton(catalog);
        services.AddSingleton<IMessageGateway, MessageGateway>();
        services.AddSingleton<JsonWriterPool>();
        services.AddSingleton<ResponseWriter>();
        services.AddSingleton<ErrorWriter>();
        services.AddSingleton<Heartbeats>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<SocketStreams>();
        services.AddSingleton<Origins>();
        services.AddSingleton<TokenReader>();
        services.AddSingleton<TokenCookies>();
        services.AddSingleton<AuthReplies>();
        services.AddSingleton<ApiSource>();
        return services;
    }

    /// <summary>Authenticates callers by their tokens, over the <see cref="ITokenAuthority"/> of the product.</summary>
    public static IServiceCollection AddTokenAuthentication(this IServiceCollection services)
    {
        services.AddTransient<TokenAuthenticationHandler>();
        services.AddAuthorization();
        services.AddAuthentication(authentication =>
        {
            authentication.DefaultScheme = CallerIdentity.Scheme;
            authentication.AddScheme<TokenAuthenticationHandler>(CallerIdentity.Scheme, displayName: null);
        });
        return services;
    }

    /// <summary>Words all errors. It belongs before all other middleware, authentication too.</summary>
    public static IApplicationBuilder UseMessageErrors(this IApplicationBuilder app) =>
        app.UseMiddleware<MessageErrorsMiddleware>();

    /// <summary>Maps every message under <c>/api</c>, <c>/json/reply</c> and its own routes.</summary>
    /// <returns>A builder whose conventions hold for all of them.</returns>
    public static IEndpointConventionBuilder MapMessages(this IEndpointRouteBuilder endpoints)
    {
        var catalog = endpoints.ServiceProvider.GetRequiredService<MessageCatalog>();
        // What a service lacks is told now, not to its first caller.
        foreach (var service in catalog.Services)
            endpoints.ServiceProvider.GetRequiredService(service);
        var group = endpoints.MapGroup("");
        var mapper = new EndpointMapper(group);
        foreach (var message in catalog.Messages)
            mapper.Map(message);
        return group;
    }

    /// <summary>Lets the cookie <c>ss-tok</c> authenticate at these endpoints as well; the messages' own do so already.</summary>
    public static TBuilder AllowTokenCookie<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new TokenCarriers(Cookie: true));

    /// <summary>Lets only signed-in callers in, and those whose API key has the scope: 403 otherwise, in the endpoints' own format.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="scope">The scope's name.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization().WithMetadata(new RequiredScope(scope));
}
