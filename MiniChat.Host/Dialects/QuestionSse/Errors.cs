using Microsoft.AspNetCore.WebUtilities;
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
        if (context.IsGuarded() && body.StatusCode == StatusCodes.Status401Unauthorized)
            body = body with { Message = ReasonPhrases.GetReasonPhrase(body.StatusCode), Error = null };
        return context.WriteJsonAsync(body);
    }

    /// <summary>The error, as a body or as the data of an event.</summary>
    internal static ErrorBody Of(int status, ResponseStatus words)
    {
        status = DialectErrors.StatusOf(status, words);
        object message = words.Errors is { Count: > 0 } fields ? fields.ConvertAll(field => field.Message) : words.Message;
        return new ErrorBody(status, message, ReasonPhrases.GetReasonPhrase(status));
    }
}
