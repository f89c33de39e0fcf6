using MiniChat.Host.Relays;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.PromptProxy;

/// <summary>A proxy before OpenAI's chat completions: a sign-in, a prompt over HTTP, prompts over a WebSocket.</summary>
internal sealed class PromptProxyDialect(
    IMessageGateway gateway,
    HttpRelay http,
    SocketRelay sockets,
    RelayOptions options,
    MessageHostOptions host
) : IDialect
{
    private readonly RequestBinder<LoginBody> _login = new(host);

    public IErrorFormat Errors { get; } = new Errors();

    public void Map(DialectRoutes routes)
    {
        routes.Map("POST", "/login", LoginAsync);
        routes
            .Map("POST", "/prompt", context => http.PostAsync(context, RelayKind.ChatCompletion, PromptProxy.Errors.Write))
            .WithMetadata(new RelayLimit(options.MaxBodyBytes))
            .RequireScope(Scopes.Model);
        routes
            .MapSocket("/ws-prompt", context => sockets.ServeAsync(context, RelayKind.ChatCompletion, PromptProxy.Errors.Write))
            .RequireScope(Scopes.Model);
    }

    private async Task LoginAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var body = await _login.BindAsync(context);
        // Whatever is not a correct pair is one and the same to the document.
        if (string.IsNullOrEmpty(body.Username) || string.IsNullOrEmpty(body.Password))
            throw new ServiceException(ErrorKind.Unauthorized, "Sign in with a username and a password.");
        var signedIn = await gateway.SendAsync(
            new Authenticate
            {
                Provider = "credentials",
                UserName = body.Username,
                Password = body.Password,
            },
            context.GetCall(),
            context.RequestAborted
        );
        await context.Response.WriteAsJsonAsync(
            new LoginAnswer { Token = signedIn.BearerToken },
            host.Json,
            context.RequestAborted
        );
    }
}
