using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Streams;

namespace MiniChat.Stack.ServerEvents;

/// <summary>Adds server-events to a server: docs/server-events.md.</summary>
/// <remarks>Its two messages are found when this assembly is among those of the message host.</remarks>
public static class ServerEventsSetup
{
    /// <summary>
    /// Adds them. The product says by an <see cref="IChannelGuard"/> whose channels are whose, and joins processes by an
    /// <see cref="IEventRelay"/>, if it wants to, that was added before.
    /// </summary>
    /// <param name="services">The server's services.</param>
    /// <param name="options">The limits.</param>
    public static IServiceCollection AddServerEvents(this IServiceCollection services, ServerEventsOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<EventFrames>();
        services.AddSingleton<ChannelRules>();
        services.AddSingleton<EventPlaces>();
        services.TryAddSingleton<IEventRelay, NoEventRelay>();
        services.AddSingleton<EventHub>();
        services.AddSingleton<RelayedEvents>();
        services.AddSingleton<SubscriptionCalls>();
        services.AddSingleton<IServerEvents>(provider => provider.GetRequiredService<EventHub>());
        services.AddSingleton<IEventSubscribers>(provider => provider.GetRequiredService<EventHub>());
        services.AddSingleton(provider => new SubscriptionTools(
            options,
            provider.GetRequiredService<EventFrames>(),
            provider.GetRequiredService<ChannelRules>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<MessageHostOptions>().HeartbeatInterval
        ));
        services.AddSingleton<EventStreamEndpoint>();
        services.AddHostedService<EventsLife>();
        return services;
    }

    /// <summary>Maps the stream, heartbeats and the end of a subscription.</summary>
    /// <returns>A builder whose conventions hold for all of them.</returns>
    public static IEndpointConventionBuilder MapServerEvents(this IEndpointRouteBuilder endpoints)
    {
        var stream = endpoints.ServiceProvider.GetRequiredService<EventStreamEndpoint>();
        var authority = endpoints.ServiceProvider.GetRequiredService<ITokenAuthority>();
        var calls = endpoints.ServiceProvider.GetRequiredService<SubscriptionCalls>();
        string[] both = [HttpMethods.Get, HttpMethods.Post];
        var group = endpoints.MapGroup("");
        group
            .MapMethods(ServerEventsPaths.Stream, [HttpMethods.Get], context => stream.ServeAsync(context, authority))
            .WithMetadata(new TokenCarriers(Cookie: true))
            .WithName("EventStream")
            .WithSummary("One stream of all that happens to an account, on the channels of the query.")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["text/event-stream"]));
        group
            .MapMethods(ServerEventsPaths.Heartbeat, both, context => HearAsync(context, calls))
            .WithName("EventHeartbeat")
            .WithSummary("Says that a subscription, the `id` of the query, is still read.");
        group
            .MapMethods(ServerEventsPaths.Unregister, both, context => UnregisterAsync(context, calls))
            .WithName("EventUnregister")
            .WithSummary("Ends a subscription, the `id` of the query, and its stream.");
        return group.WithTags("events");
    }

    private static async Task HearAsync(HttpContext context, SubscriptionCalls calls)
    {
        await calls.HearAsync(context.Request.Query["id"], context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = 0;
    }

    private static async Task UnregisterAsync(HttpContext context, SubscriptionCalls calls)
    {
        var about = await calls.EndAsync(context.Request.Query["id"], context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await context.WriteJsonAsync(about);
    }

    /// <summary>Joins other processes before any service starts, and ends the streams with the server.</summary>
    private sealed class EventsLife(EventHub hub, RelayedEvents here, IEventRelay relay) : IHostedLifecycleService
    {
        // Services end in the reverse order of their adding: what was added later has told its last word by then.
        public Task StoppingAsync(CancellationToken cancellationToken)
        {
            hub.CloseAll();
            return Task.CompletedTask;
        }

        public Task StartingAsync(CancellationToken cancellationToken)
        {
            relay.Begin(here);
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
