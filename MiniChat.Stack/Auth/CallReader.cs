using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Auth;

/// <summary>What comes along with a message in the headers of its request.</summary>
internal static class CallReader
{
    private const int LongestKey = 255;

    /// <summary>Reads the call.</summary>
    /// <param name="context">The request.</param>
    /// <param name="demandsNumber">Whether a <c>Last-Event-ID</c> that is no number is refused; other doors have ids of their own.</param>
    /// <exception cref="ServiceException">A header is not right.</exception>
    public static Call Read(HttpContext context, bool demandsNumber) =>
        new()
        {
            Caller = CallerOf(context),
            IdempotencyKey = IdempotencyKey(context.Request),
            LastEventId = LastEventId(context.Request, demandsNumber),
            Address = context.Connection.RemoteIpAddress,
            Server = new ServerAddress(context.Request.Scheme, context.Request.Host.Value ?? ""),
        };

    /// <summary>Who sends the request.</summary>
    public static Caller CallerOf(HttpContext context) =>
        context.User.Identity is CallerIdentity identity ? identity.Caller : Caller.Anonymous;

    private static string? IdempotencyKey(HttpRequest request)
    {
        var header = request.Headers["Idempotency-Key"];
        if (header.Count == 0)
            return null;
        if (header is [{ Length: > 0 and <= LongestKey } key] && key.All(c => c is > ' ' and <= '~'))
            return key;
        throw new ServiceException(ErrorKind.Invalid, "The header Idempotency-Key must be 1 to 255 visible ASCII characters.");
    }

    private static long? LastEventId(HttpRequest request, bool demandsNumber)
    {
        var header = request.Headers["Last-Event-ID"];
        if (header.Count == 0 || header is [""])
            return null;
        if (header is [var text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return id;
        return demandsNumber
            ? throw new ServiceException(
                ErrorKind.Invalid,
                "The header Last-Event-ID must be the id of an event: a whole number."
            )
            : null;
    }
}
