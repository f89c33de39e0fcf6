using MiniChat.Host.ApiDocuments;

namespace MiniChat.Host.Dialects.PromptProxy;

/// <summary>What the API document says of these addresses.</summary>
internal static class Document
{
    internal static ApiSection Section { get; } =
        new(
            "prompt-proxy",
            ApiSections.Dialects,
            "A proxy before OpenAI's chat completions: sign in, send a prompt, get OpenAI's own response.",
            new ErrorBody("'messages' is missing; it must be a list of messages, each with a role and a content.")
        );

    internal static ApiOperation SignIn =>
        new("promptProxySignIn", "Gives a token for an hour")
        {
            Body = new CredentialsBody { Username = "ada", Password = "correct horse" },
            Answer = new TokenBody("eyJhbGciOiJIUzI1NiJ9.…"),
            Errors = [401, 429, 503],
        };

    internal static ApiOperation Prompt =>
        new("promptProxyPrompt", "Passes a prompt on")
        {
            Description = "An API key needs the scope `model`. Errors of the model's server come as they are.",
            Body = ChatCompletionRequest.Example,
            Answer = RelayedAnswers.Completion,
            Texts = [RelayedAnswers.Chunks],
            Errors = [429, 502, 503, 504],
        };

    internal static ApiOperation Socket =>
        new("promptProxySocket", "Prompts over a WebSocket")
        {
            Description =
                "Open it with a WebSocket client; the token is the sub-protocol. A prompt is one text message, the body of `POST /prompt`; "
                + "each chunk of its answer is one text message, a chunk's JSON; without `stream` the whole response is one. Prompts wait for "
                + "each other. What is wrong with one is a message `{\"error\": …}`. It is closed with 1001 when the server ends, 1008 when "
                + "the session ends or too many prompts wait, 1009 after a message over 1 MiB.",
            Status = StatusCodes.Status101SwitchingProtocols,
            Errors = [400],
        };
}
