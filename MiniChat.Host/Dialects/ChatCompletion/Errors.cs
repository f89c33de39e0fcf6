using MiniChat.ServiceInterface.Answers;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.ChatCompletion;

/// <summary>Errors as one sentence, those of the document in its own words.</summary>
internal sealed class Errors : IErrorFormat
{
    private const string Example = """Send a JSON array such as [{"role":"user","Content":"What is your name."}].""";

    public Task WriteAsync(HttpContext context, ResponseStatus words)
    {
        var sentence = context.IsGuarded() ? SentenceOf(context, words) : words.Message;
        return context.WriteJsonAsync(new ErrorBody(sentence));
    }

    private static string SentenceOf(HttpContext context, ResponseStatus words)
    {
        var status = context.Response.StatusCode;
        if (status >= StatusCodes.Status500InternalServerError || words.IsOfModel())
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return $"Failed with chatbot.ChatCompletion: {words.Message}";
        }
        return status switch
        {
            StatusCodes.Status400BadRequest => $"{words.Message} {Example}",
            StatusCodes.Status401Unauthorized => TokenSentence(context.Request),
            _ => words.Message,
        };
    }

    private static string TokenSentence(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? "Invalid token: expired or fake token."
            : "Invalid token: empty or not starts with 'Bearer '";
}
