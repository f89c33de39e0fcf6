using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.Assistant;

/// <summary>Errors as one sentence that may be shown to a user.</summary>
internal sealed class Errors : IErrorFormat
{
    public Task WriteAsync(HttpContext context, ResponseStatus words)
    {
        context.Response.StatusCode = DialectErrors.StatusOf(context.Response.StatusCode, words);
        return context.WriteJsonAsync(new MessageBody(SentenceOf(context, words)));
    }

    private static string SentenceOf(HttpContext context, ResponseStatus words)
    {
        if (!context.IsGuarded())
            return words.Message;
        return context.Response.StatusCode == StatusCodes.Status401Unauthorized
            ? SignInSentenceOf(words.ErrorCode)
            : SentenceOf(words);
    }

    private static string SignInSentenceOf(string? code) =>
        code == "TokenException"
            ? "Your sign-in has expired. Please sign in again."
            : "You are not signed in. Please sign in and try again.";

    // What a user can bring about themselves is told without the names of fields and messages.
    private static string SentenceOf(ResponseStatus words) =>
        (words.ErrorCode, words.Errors is [{ FieldName: var field }, ..] ? field : null) switch
        {
            ("NotEmpty" or "NotNull", "Prompt") => "Please write a message.",
            ("MaximumLength", "Prompt") => $"Your message is too long: it may have up to {Limits.TextLength:N0} characters.",
            ("NotEmpty" or "NotNull", "Description") => "Please write what you can do.",
            ("MaximumLength", "Description") =>
                $"Your skill description is too long: it may have up to {Limits.SkillDescriptionLength:N0} characters.",
            (_, "Answer") => "Please choose one of the four choices, a number from 0 to 3.",
            ("InterviewDone", _) =>
                "The interview is done, and your answers cannot be changed. Another skill description begins another interview.",
            _ => words.Message,
        };
}
