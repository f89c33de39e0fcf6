using MiniChat.Host.ApiDocuments;

namespace MiniChat.Host.Dialects.Assistant;

/// <summary>What the API document says of these addresses.</summary>
internal static class Document
{
    private const string Chat = "An API key needs the scope `chat`.";

    internal static ApiSection Section { get; } =
        new(
            "assistant",
            ApiSections.Dialects,
            "Sign-in by a code, an interview whose questions the model makes of what somebody can do, and a chat with an assistant who knows it.",
            new MessageBody("Please write a message.")
        );

    internal static ApiOperation Begin =>
        new("assistantBeginSignIn", "Begins a sign-in by code")
        {
            Description = "Send the person to `loginUrl`. The cookie `mc-browser` is set: a browser must come back with it.",
            Answer = new LoginBody(new Uri("https://chat.example.org/sign-in?state=3q2-7wAbC"), "3q2-7wAbC"),
            Errors = [429, 502, 503, 504],
        };

    internal static ApiOperation Finish =>
        new("assistantFinishSignIn", "Ends a sign-in by code with a token")
        {
            Description =
                "Takes what comes back to the redirect address. A code works once; a second time ends the token of the first.",
            Query = new CallbackQuery("SplxlOBeZQQYbYS6WxSbIA", "3q2-7wAbC"),
            Answer = new TokenBody("eyJhbGciOiJIUzI1NiJ9.…"),
            Errors = [403, 502, 503, 504],
        };

    internal static ApiOperation SignOut =>
        new("assistantSignOut", "Ends the session") { Answer = new MessageBody("You are signed out.") };

    internal static ApiOperation TellUser =>
        new("assistantUser", "Tells who one is, and how far the interview is")
        {
            Description = "An API key needs the scope `account`.",
            Answer = new UserBody(7, "ada", 1767225600000, "I write SQL.", DoneInterview: false, "IN_PROGRESS"),
            Errors = [403],
        };

    internal static ApiOperation TellQuestions =>
        new("assistantQuestions", "The questions of the interview")
        {
            Description = Chat,
            Answer = new QuestionsBody(
                Ready: true,
                [new QuestionBody(1, "Which clause filters groups?", ["WHERE", "HAVING", "ORDER BY", "LIMIT"], UserAnswer: 1)],
                Message: null
            ),
            Others =
            [
                (
                    StatusCodes.Status202Accepted,
                    "They are not there; `message` says why.",
                    new QuestionsBody(
                        Ready: false,
                        Questions: null,
                        "The questions are being made. Please ask again in a moment."
                    )
                ),
            ],
            Errors = [403],
        };

    internal static ApiOperation Answer =>
        new("assistantAnswer", "Answers a question")
        {
            Description = Chat + " Answers can be changed until the last one ends the interview.",
            Body = new AnswerBody { Id = 1, Answer = 2 },
            Answer = new MessageBody("Your answer is kept. 4 questions are left."),
            Errors = [403, 404, 409],
        };

    internal static ApiOperation TellSkills =>
        new("assistantSkillDescription", "Tells what one can do; the questions are made of it")
        {
            Description = Chat,
            Body = new DescriptionBody { Description = "Kubernetes, PostgreSQL and C# services in production" },
            Answer = new MessageBody("Your skill description is kept. The questions are being made."),
            Errors = [403],
        };

    internal static ApiOperation BeginChat =>
        new("assistantBeginChat", "Begins a chat")
        {
            Description = Chat,
            Headers = [ApiHeader.IdempotencyKey],
            Answer = new ChatBody(3),
            Errors = [403, 409],
        };

    internal static ApiOperation Prompt =>
        new("assistantPrompt", "Says something in a chat, and streams the answer")
        {
            Description = Chat + " Who leaves ends the answer.",
            Body = new PromptBody { ChatId = 3, Prompt = "What should I learn next?" },
            Headers = [ApiHeader.IdempotencyKey],
            Texts =
            [
                ApiText.Events(
                    "Unnamed events `{\"content\"}` with text that is new; joined, they are the answer. It ends with the response; one that "
                        + "breaks off ends with an event `{\"message\"}`.",
                    "data: {\"content\": \"Learn\"}\n\ndata: {\"content\": \" indexes.\"}\n\n"
                ),
            ],
            Errors = [403, 404, 409, 429, 502, 503, 504],
        };

    /// <summary>What comes back from the sign-in.</summary>
    /// <param name="Code">The code.</param>
    /// <param name="State">The state that the sign-in began with.</param>
    private sealed record CallbackQuery(
        [property: MiniChat.Stack.ValidateNotEmpty] string Code,
        [property: MiniChat.Stack.ValidateNotEmpty] string State
    );
}
