using MiniChat.Host.ApiDocuments;
using MiniChat.Host.Relays;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.PromptProxy;

/// <summary>A proxy before OpenAI's chat completions: a sign-in, a prompt over HTTP, prompts over a WebSocket; docs/dialects/prompt-proxy.md.</summary>
internal sealed class PromptProxyDialect(
    IMessageGateway gateway,
    HttpRelay http,
    SocketRelay sockets,
    RelayOptions options,
    MessageHostOptions host
) : IDialect
{
    private readonly Credentials _credentials = new(gateway, host);

    public IErrorFormat Errors { get; } = new Errors();

    public ApiSection Section => Document.Section;

    public void Map(DialectRoutes routes)
    {
        routes.Map(HttpMethods.Post, "/login", _credentials.SignInAsync).Describe(() => Document.SignIn);
        routes
            .Map(
                HttpMethods.Post,
                "/prompt",
                context => http.PostAsync(context, RelayKind.ChatCompletion, PromptProxy.Errors.Write)
            )
            .WithMetadata(new BodyLimit(options.MaxBodyBytes))
            .RequireScope(Scopes.Model)
            .Describe(() => Document.Prompt);
        routes
            .MapSocket("/ws-prompt", context => sockets.ServeAsync(context, RelayKind.ChatCompletion, PromptProxy.Errors.Write))
            .RequireScope(Scopes.Model)
            .Describe(() => Document.Socket);
    }
}
