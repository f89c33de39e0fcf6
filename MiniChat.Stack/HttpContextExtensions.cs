using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Errors;
using MiniChat.Stack.Formats;
using MiniChat.Stack.Streams;

namespace MiniChat.Stack;

/// <summary>The caller and the call of a request, for other doors.</summary>
public static class HttpContextExtensions
{
    /// <summary>Who sends the request.</summary>
    public static Caller GetCaller(this HttpContext context) => CallReader.CallerOf(context);

    /// <summary>The caller, and what came along in the headers. A <c>Last-Event-ID</c> that is no number is none.</summary>
    /// <exception cref="ServiceException">The header <c>Idempotency-Key</c> is not right.</exception>
    public static Call GetCall(this HttpContext context) => CallReader.Read(context, demandsNumber: false);

    /// <summary>The status and the words of an exception, for a door whose response has begun. What a person should look at is logged.</summary>
    public static (int Status, ResponseStatus Words) WordError(this HttpContext context, Exception exception) =>
        context.RequestServices.GetRequiredService<ErrorWriter>().Word(context, exception);

    /// <summary>Answers with an exception, in the format of the endpoint; its response must not have begun.</summary>
    public static Task WriteErrorAsync(this HttpContext context, Exception exception) =>
        context.RequestServices.GetRequiredService<ErrorWriter>().WriteAsync(context, exception);

    /// <summary>Answers with JSON, as the messages do; the status is whatever it is set to.</summary>
    /// <param name="context">The request; its response has not begun.</param>
    /// <param name="body">What is answered.</param>
    public static Task WriteJsonAsync<T>(this HttpContext context, T body)
        where T : class
    {
        var options = context.RequestServices.GetRequiredService<MessageHostOptions>();
        return context
            .RequestServices.GetRequiredService<JsonWriterPool>()
            .WriteAsync(context, body, options.Json.GetTypeInfo(typeof(T)));
    }

    /// <summary>
    /// Answers with Server-Sent Events in a door's own frames, until the events end, the caller leaves or the session ends.
    /// What fails before the response begins is thrown.
    /// </summary>
    /// <param name="context">The request; its response has not begun.</param>
    /// <param name="open">Makes the events; the token says that nobody reads them any more.</param>
    /// <param name="frames">How they are written.</param>
    public static Task WriteEventsAsync<TEvent>(
        this HttpContext context,
        Func<CancellationToken, IAsyncEnumerable<TEvent>> open,
        IEventFrames<TEvent> frames
    ) => context.RequestServices.GetRequiredService<EventStreams>().WriteAsync(context, open, frames);

    /// <summary>Gives the caller's browser the cookies of a new session, as signing in by its message does.</summary>
    /// <param name="context">The request; its response has not begun.</param>
    /// <param name="session">The session.</param>
    public static void SetSessionCookies(this HttpContext context, ISignedIn session) =>
        context.RequestServices.GetRequiredService<TokenCookies>().SetSession(context, session);

    /// <summary>Whether the request comes from a page of an origin that is neither our own nor allowed.</summary>
    public static bool IsFromForeignPage(this HttpContext context) =>
        context.RequestServices.GetRequiredService<Origins>().IsForeign(context.Request);
}
