using Microsoft.AspNetCore.Authorization;
using MiniChat.ServiceInterface.Answers;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects;

/// <summary>What the errors of several dialects have in common.</summary>
internal static class DialectErrors
{
    /// <summary>Whether the address demands a caller: there a 401 speaks of the token, elsewhere of a sign-in that failed.</summary>
    internal static bool IsGuarded(this HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    /// <summary>
    /// The status of an error where nobody chooses a model, or sees what is sent along: what a model refuses is the server's fault.
    /// </summary>
    /// <param name="status">The status that a message would have.</param>
    /// <param name="words">What went wrong.</param>
    internal static int StatusOf(int status, ResponseStatus words) =>
        status < StatusCodes.Status500InternalServerError && words.IsOfModel() ? StatusCodes.Status502BadGateway : status;
}
