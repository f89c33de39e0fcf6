using MiniChat.Host.ApiDocuments;

namespace MiniChat.Host.Dialects.QuestionSse;

/// <summary>What the API document says of these addresses.</summary>
internal static class Document
{
    internal static ApiSection Section { get; } =
        new(
            "question-sse",
            ApiSections.Dialects,
            "Accounts by email address, questions, and answers as JSON or as Server-Sent Events, in the manner of a NestJS program.",
            new ErrorBody(400, "The header Last-Event-ID must be the id of an event, such as 12:345.", "Bad Request")
        );

    internal static ApiOperation Register =>
        new("questionSseRegister", "Makes an account")
        {
            Body = new CredentialsBody { Email = "grace@example.org", Password = "correct horse" },
            Status = StatusCodes.Status201Created,
            Answer = new AccountBody(7, "grace@example.org"),
            Errors = [409, 429, 503],
        };

    internal static ApiOperation SignIn =>
        new("questionSseSignIn", "Gives a token for an hour")
        {
            Body = new CredentialsBody { Email = "ada@example.org", Password = "correct horse" },
            Answer = new TokenBody("eyJhbGciOiJIUzI1NiJ9.…"),
            Errors = [401, 429, 503],
        };

    internal static ApiOperation Ask =>
        new("questionSseAsk", "Asks, and answers whole or as a stream")
        {
            Description =
                "An API key needs the scope `chat`. The model also gets the caller's earlier questions. With `Last-Event-ID` the answer of "
                + "that event goes on, and nothing is asked.",
            Body = new QuestionBody { Question = "What is a log?" },
            Headers = [ApiHeader.IdempotencyKey, ApiHeader.LastEventId],
            Answer = new AnswerBody("A list of what happened, in order.", 12),
            Texts = [Events("When `Accept` names it, or with `\"stream\": true`.")],
            Errors = [403, 404, 409, 429, 502, 503, 504],
        };

    internal static ApiOperation Stream =>
        new("questionSseStream", "Asks by GET, or follows all answers")
        {
            Description =
                "An API key needs the scope `chat`. With `question` it asks, for `EventSource`; without it, it stays open and streams all "
                + "answers of the account from now on, whatever door they are asked for by.",
            Query = new StreamQuery("What is a module?"),
            Headers = [ApiHeader.IdempotencyKey, ApiHeader.LastEventId],
            Texts = [Events("Always.")],
            Errors = [403, 404, 409, 429, 502, 503, 504],
        };

    private static ApiText Events(string when) =>
        ApiText.Events(
            $"{when} Unnamed events: `{{\"content\"}}` with text that is new, then `{{\"done\": true}}`, or `{{\"error\"}}` where the answer "
                + "does not end well. Joined, the contents are the answer. An id is the answer's number and a place in it.",
            "id: 12:6\ndata: {\"content\":\"A list\"}\n\nid: 12:35\ndata: {\"done\":true}\n\n"
        );

    /// <summary>What is asked by GET.</summary>
    /// <param name="Question">What to ask; absent to follow all answers.</param>
    private sealed record StreamQuery(string? Question);
}
