using MiniChat.Host.ApiDocuments;

namespace MiniChat.Host.Dialects.PromptService;

/// <summary>What the API document says of these addresses.</summary>
internal static class Document
{
    private const string Scope = "An API key needs the scope `chat`.";
    private static readonly DateTime Moment = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    internal static ApiSection Section { get; } =
        new(
            "prompt-service",
            ApiSections.Dialects,
            "Accounts with JWT, prompts answered as JSON, pushes over a WebSocket and a search for similar prompts, in the manner of a Django "
                + "REST program. Paths may end with a slash.",
            new ErrorBody("Given token not valid for any token type", "token_not_valid")
        )
        {
            FieldErrors = new Dictionary<string, List<string>> { ["prompt"] = ["'Prompt' must not be empty."] },
        };

    internal static ApiOperation Register =>
        new("promptServiceRegister", "Makes an account")
        {
            Body = new RegisterBody
            {
                Username = "alice",
                Email = "alice@example.org",
                Password = "correct horse",
            },
            Status = StatusCodes.Status201Created,
            Answer = new AccountBody(7, "alice", "alice@example.org"),
            Errors = [409, 429, 503],
        };

    internal static ApiOperation SignIn =>
        new("promptServiceSignIn", "Gives an access and a refresh token")
        {
            Body = new LoginBody { Username = "ada", Password = "correct horse" },
            Answer = Tokens,
            Errors = [401, 429, 503],
        };

    internal static ApiOperation Refresh =>
        new("promptServiceRefresh", "Gives new tokens for the refresh token, which is used up")
        {
            Body = new RefreshBody { Refresh = Tokens.Refresh },
            Answer = Tokens,
            Errors = [401],
        };

    internal static ApiOperation Create =>
        new("promptServiceCreatePrompt", "Sends a prompt, and answers it whole")
        {
            Description = Scope + " 1 prompt in any second and 10 in any minute of an account; the operator may set others.",
            Body = new PromptBody { Prompt = "hello world", Websocket = false },
            Headers = [ApiHeader.IdempotencyKey],
            Status = StatusCodes.Status201Created,
            Answer = new AnsweredBody(7, "hello world", "Hello!", "gpt-4o-mini", Moment, Websocket: false),
            Errors = [403, 409, 429, 502, 503, 504],
        };

    internal static ApiOperation List =>
        new("promptServiceListPrompts", "Lists one's own prompts, newest first")
        {
            Description = Scope,
            Query = new PageBody { Take = 5 },
            Answer = new ListBody(
                [new AnsweredBody(7, "hello world", "Hello!", "gpt-4o-mini", Moment, Websocket: null)],
                Next: null
            ),
            Errors = [403],
        };

    internal static ApiOperation FindSimilar =>
        new("promptServiceFindSimilar", "Finds one's own prompts that are nearest in meaning")
        {
            Description = Scope,
            Query = new SimilarBody { Q = "hello", K = 3 },
            Answer = new NearListBody([new NearBody(7, "hello world", "Hello!", 0.71, Moment)]),
            Errors = [403, 502, 503, 504],
        };

    internal static ApiOperation Socket =>
        new("promptServiceSocket", "Gets prompts as they are answered, over a WebSocket")
        {
            Description =
                "Open it with a WebSocket client. Each prompt of the account that was sent with `\"websocket\": true` comes as a text message "
                + "`{\"type\": \"prompt.message\", \"id\", \"prompt\", \"response\", \"created_at\"}` when it is answered. It is closed with "
                + "1001 when the server ends, 1008 when the session ends, 1009 after a message of the client's over 64 KiB. "
                + Scope,
            Status = StatusCodes.Status101SwitchingProtocols,
            Errors = [400],
        };

    private static TokensBody Tokens => new("eyJhbGciOiJIUzI1NiJ9.…", "q2dHq1c0yqKqvW9sZr1m0h8u3s8mZf1oE4bJtq5xYcA");
}
