using MiniChat.Host.ApiDocuments;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.ChatCompletion;

/// <summary>Tokens for a week, lists of messages, answers whole or as text events; docs/dialects/chat-completion.md.</summary>
internal sealed class ChatCompletionDialect(
    IMessageGateway gateway,
    SignIn signIn,
    SessionTokens sessions,
    MessageHostOptions options
) : IDialect
{
    private readonly Credentials _credentials = new(signIn, sessions, options);
    private readonly RequestBinder<List<CompletionMessage>> _lists = new(options);

    public IErrorFormat Errors { get; } = new Errors();

    public ApiSection Section => Document.Section;

    public void Map(DialectRoutes routes)
    {
        routes
            .MapShared(HttpMethods.Post, "/auth", Credentials.Kind, _credentials.SignInAsync)
            .Describe(() => Document.SignIn)
            // The other owner of the address takes them, and may get the request after all.
            .AllowTokenCookie();
        routes.Map(HttpMethods.Post, "/chatCompletion", CompleteAsync).Describe(() => Document.Complete).RequireAuthorization();
        routes.Map(HttpMethods.Post, "/chatCompletionStream", StreamAsync).Describe(() => Document.Stream).RequireAuthorization();
    }

    private async Task CompleteAsync(HttpContext context)
    {
        var message = await BindAsync(context);
        var answered = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        await context.WriteJsonAsync(new AnswerBody(answered.Answer ?? ""));
    }

    private async Task StreamAsync(HttpContext context)
    {
        var message = await BindAsync(context);
        var call = context.GetCall();
        await context.WriteEventsAsync(
            cancel => Frames.OfAsync(gateway.StreamAsync(message, call, cancel), cancel),
            new Frames()
        );
    }

    private async Task<CreateCompletion> BindAsync(HttpContext context) =>
        new() { Messages = await _lists.BindAsync(context), OnDisconnect = DisconnectPolicy.Cancel };
}
