using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Auth;

namespace MiniChat.Stack;

/// <summary>The caller and the call of a request, for other doors.</summary>
public static class HttpContextExtensions
{
    /// <summary>Who sends the request.</summary>
    public static Caller GetCaller(this HttpContext context) => CallReader.CallerOf(context);

    /// <summary>The caller, and what came along in the headers. A <c>Last-Event-ID</c> that is no number is none.</summary>
    /// <exception cref="ServiceException">The header <c>Idempotency-Key</c> is not right.</exception>
    public static Call GetCall(this HttpContext context) => CallReader.Read(context, demandsNumber: false);
}
