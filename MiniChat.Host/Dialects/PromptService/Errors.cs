using MiniChat.Stack;

namespace MiniChat.Host.Dialects.PromptService;

/// <summary>Errors in the shape of Django REST's: a <c>detail</c>, or the fields with their sentences.</summary>
internal sealed class Errors : IErrorFormat
{
    private const string BadToken = "token_not_valid";

    public Task WriteAsync(HttpContext context, ResponseStatus words)
    {
        context.Response.StatusCode = DialectErrors.StatusOf(context.Response.StatusCode, words);
        if (words.Errors is { Count: > 0 } fields)
            return context.WriteJsonAsync(FieldsOf(fields));
        return context.Response.StatusCode == StatusCodes.Status401Unauthorized
            ? context.WriteJsonAsync(UnauthorizedOf(context, words))
            : context.WriteJsonAsync(new ErrorBody(words.Message, Code: null));
    }

    // The document's own sentences are Django REST's and SimpleJWT's, which clients may look at.
    private static ErrorBody UnauthorizedOf(HttpContext context, ResponseStatus words)
    {
        if (!context.IsGuarded())
        {
            return words.ErrorCode == "TokenException"
                ? new ErrorBody(words.Message, BadToken)
                : new ErrorBody("No active account found with the given credentials", Code: null);
        }
        var request = context.Request;
        var hasToken = request.Headers.Authorization.Count > 0 || request.Headers.SecWebSocketProtocol.Count > 0;
        return hasToken || request.Query.ContainsKey("token")
            ? new ErrorBody("Given token not valid for any token type", BadToken)
            : new ErrorBody("Authentication credentials were not provided.", Code: null);
    }

    private static Dictionary<string, List<string>> FieldsOf(List<ResponseError> errors)
    {
        var fields = new Dictionary<string, List<string>>();
        foreach (var error in errors)
        {
            var name = error.FieldName.ToLowerInvariant();
            if (!fields.TryGetValue(name, out var sentences))
                fields.Add(name, sentences = []);
            sentences.Add(error.Message);
        }
        return fields;
    }
}
