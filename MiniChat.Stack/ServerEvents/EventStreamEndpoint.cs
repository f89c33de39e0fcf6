using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Streams;

namespace MiniChat.Stack.ServerEvents;

/// <summary>The stream itself: from <c>cmd.onConnect</c> until one side ends it.</summary>
internal sealed partial class EventStreamEndpoint(
    EventHub hub,
    EventPlaces places,
    SubscriptionTools tools,
    Heartbeats heartbeats,
    ILogger<EventStreamEndpoint> logger
)
{
    private long number = tools.Options.FirstNumber;

    /// <summary>Serves a stream.</summary>
    /// <param name="context">The request.</param>
    /// <param name="authority">Tells when sessions and API keys end.</param>
    public async Task ServeAsync(HttpContext context, ITokenAuthority authority)
    {
        var caller = context.GetCaller();
        if (!caller.IsAuthenticated && await HasExpiredToken(context))
        {
            await context.ChallengeAsync();
            return;
        }
        if (tools.Options.Scope is { } scope && !caller.HasScope(scope))
            throw ServiceException.ForScope(scope);
        var channels = tools.Rules.Read(NamesIn(context.Request));
        if (channels.Length == 0)
            channels = [ChannelRules.Everything];
        await tools.Rules.DemandAsync(caller, channels, context.RequestAborted);
        using var place = places.Take(caller, context.Connection.RemoteIpAddress);
        using var counted = OpenStreams.Enter(isSocket: false);
        await SendAsync(context, authority, caller, channels);
    }

    private async Task SendAsync(HttpContext context, ITokenAuthority authority, Caller caller, string[] channels)
    {
        using var expired = TokenExpiry.SourceOf(caller, tools.Clock);
        using var watch = new CallerWatch(context, authority, tools.Clock, context.RequestAborted, expired.Token);
        var info = InfoOf(context.Request, caller);
        var one = new Subscription(info, channels, tools) { Dropped = () => Drop(context) };
        using var ending = watch.Source.Token.UnsafeRegister(static state => ((Subscription)state!).Close(), one);
        one.Send(tools.Frames.Write(null, "cmd.onConnect", info.Welcome(one.Id, channels, tools.Options)));
        try
        {
            hub.Join(one);
            heartbeats.Add(one);
            Begin(context);
            await one.SendAllAsync(context.Response.BodyWriter, () => watch.Source.IsCancellationRequested);
        }
        finally
        {
            heartbeats.Remove(one);
            hub.Leave(one);
            one.Release();
        }
    }

    // A token that was good once is not taken for none: its owner would listen as nobody, and hear nothing.
    private static async Task<bool> HasExpiredToken(HttpContext context) =>
        (await context.AuthenticateAsync()).Failure == TokenAuthenticationHandler.ExpiredToken.Failure;

    private SubscriberInfo InfoOf(HttpRequest request, Caller caller)
    {
        var own = tools.Options.PublicUrl?.ToString().TrimEnd('/');
        return new SubscriberInfo(
            caller,
            Interlocked.Increment(ref number),
            tools.Clock.GetUtcNow(),
            own ?? $"{request.Scheme}://{request.Host}{request.PathBase}",
            tools.Options.PicturePath
        );
    }

    private static IEnumerable<string?> NamesIn(HttpRequest request) =>
        request.Query["channels"].Concat(request.Query["channel"]).SelectMany(names => names?.Split(',') ?? []);

    private static void Begin(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private void Drop(HttpContext context)
    {
        LogDropped(context.GetCaller().AccountId);
        context.Abort();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A subscriber of account {Account} did not read and was dropped")]
    private partial void LogDropped(long account);
}
