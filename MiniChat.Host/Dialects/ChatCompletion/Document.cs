using MiniChat.Host.ApiDocuments;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Dialects.ChatCompletion;

/// <summary>What the API document says of these addresses.</summary>
internal static class Document
{
    internal static ApiSection Section { get; } =
        new(
            "chat-completion",
            ApiSections.Dialects,
            "Tokens for seven days, a list of messages in, the answer out, whole or as text events.",
            new ErrorBody("'Role' can be system, developer, user, assistant.")
        );

    internal static ApiOperation SignIn =>
        new("chatCompletionSignIn", "Gives a token for seven days")
        {
            Description = "The credentials may also come in the query, or as JSON that is labelled as a form.",
            Body = new CredentialsBody { Username = "ada", Password = "correct horse" },
            BodyTypes = ["application/x-www-form-urlencoded", "multipart/form-data"],
            Answer = new TokenBody("eyJhbGciOiJIUzI1NiJ9.…"),
            Errors = [401, 429],
        };

    internal static ApiOperation Complete =>
        new("chatCompletion", "Answers a list of messages whole")
        {
            Description = "An API key needs the scope `chat`. It is kept as one question.",
            Body = Messages,
            Headers = [ApiHeader.IdempotencyKey],
            Answer = new AnswerBody("I am a language model."),
            Errors = [403, 409, 429, 500],
        };

    internal static ApiOperation Stream =>
        new("chatCompletionStream", "Answers a list of messages as text events")
        {
            Description = "An API key needs the scope `chat`. It streams whatever `Accept` says; who leaves ends the answer.",
            Body = Messages,
            Headers = [ApiHeader.IdempotencyKey],
            Texts =
            [
                ApiText.Events(
                    "Events named `message` whose data are text; the first and the last are empty, and joined they are the answer. One that "
                        + "breaks off ends with an event `error`, whose data is a sentence.",
                    "event: message\ndata: \n\nevent: message\ndata: I am a\n\nevent: message\ndata: \n\n"
                ),
            ],
            Errors = [403, 409, 429, 500],
        };

    private static List<CompletionMessage> Messages => [new() { Role = "user", Content = "What is your name." }];
}
