using Microsoft.AspNetCore.Authorization;
using MiniChat.ServiceInterface.Answers;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.Assistant;

/// <summary>Errors as one sentence that may be shown to a user.</summary>
internal sealed class Errors : IErrorFormat
{
    public Task WriteAsync(HttpContext context, ResponseStatus words)
    {
        // Nobody chooses a model by this door, or sees what is sent along: what a model refuses is the server's fault.
        if (context.Response.StatusCode < StatusCodes.Status500InternalServerError && words.IsOfModel())
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        return context.WriteJsonAsync(new MessageBody(SentenceOf(context, words)));
    }

    private static string SentenceOf(HttpContext context, ResponseStatus words)
    {
        var isGuarded = context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;
        if (!isGuarded || context.Response.StatusCode != StatusCodes.Status401Unauthorized)
            return words.Message;
        return words.ErrorCode == "TokenException"
            ? "Your sign-in has expired. Please sign in again."
            : "You are not signed in. Please sign in and try again.";
    }
}
