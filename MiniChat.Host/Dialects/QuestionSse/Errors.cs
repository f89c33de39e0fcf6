using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using MiniChat.ServiceInterface.Answers;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.QuestionSse;

/// <summary>Errors in the shape of Nest's.</summary>
internal sealed class Errors : IErrorFormat
{
    public Task WriteAsync(HttpContext context, ResponseStatus words)
    {
        var body = Of(context.Response.StatusCode, words);
        context.Response.StatusCode = body.StatusCode;
        // A guard refuses with the status in words; a sign-in that fails says more.
        var isGuard = context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;
        if (isGuard && body.StatusCode == StatusCodes.Status401Unauthorized)
            body = body with { Message = ReasonPhrases.GetReasonPhrase(body.StatusCode), Error = null };
        return context.WriteJsonAsync(body);
    }

    /// <summary>The error, as a body or as the data of an event.</summary>
    internal static ErrorBody Of(int status, ResponseStatus words)
    {
        // Nobody chooses a model by this door, or sees what is sent along: what a model refuses is the server's fault.
        if (status < StatusCodes.Status500InternalServerError && words.IsOfModel())
            status = StatusCodes.Status502BadGateway;
        object message = words.Errors is { Count: > 0 } fields ? fields.ConvertAll(field => field.Message) : words.Message;
        return new ErrorBody(status, message, ReasonPhrases.GetReasonPhrase(status));
    }
}
