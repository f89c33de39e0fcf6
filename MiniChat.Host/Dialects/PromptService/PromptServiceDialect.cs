using MiniChat.Host.ApiDocuments;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Prompts;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.Auth;

namespace MiniChat.Host.Dialects.PromptService;

/// <summary>Prompts with pushes and a search for similar ones, in the manner of a Django program; docs/dialects/prompt-service.md.</summary>
internal sealed class PromptServiceDialect(
    IMessageGateway gateway,
    SessionTokens sessions,
    IPromptPushes pushes,
    PromptSocket sockets,
    MessageHostOptions options
) : IDialect
{
    private readonly Credentials _credentials = new(gateway, sessions, options);
    private readonly RequestBinder<PromptBody> _prompts = new(options);
    private readonly RequestBinder<PageBody> _pages = new(options);
    private readonly RequestBinder<SimilarBody> _searches = new(options);

    public IErrorFormat Errors { get; } = new Errors();

    public ApiSection Section => Document.Section;

    public void Map(DialectRoutes routes)
    {
        routes.Map(HttpMethods.Post, "/api/auth/register", _credentials.RegisterAsync).Describe(() => Document.Register);
        routes.Map(HttpMethods.Post, "/api/auth/login", _credentials.SignInAsync).Describe(() => Document.SignIn);
        routes.Map(HttpMethods.Post, "/api/auth/refresh", _credentials.RefreshAsync).Describe(() => Document.Refresh);
        routes.Map(HttpMethods.Post, "/api/prompts", CreateAsync).Describe(() => Document.Create).RequireAuthorization();
        routes.Map(HttpMethods.Get, "/api/prompts", ListAsync).Describe(() => Document.List).RequireAuthorization();
        routes
            .Map(HttpMethods.Get, "/api/prompts/similar", FindSimilarAsync)
            .Describe(() => Document.FindSimilar)
            .RequireAuthorization();
        routes
            .MapSocket("/ws/prompts", sockets.ServeAsync)
            .WithMetadata(new TokenCarriers(Cookie: true, SubProtocol: true, Refresh: false, Query: true))
            .RequireScope(Scopes.Chat)
            .Describe(() => Document.Socket);
        routes.MapRest("/api/auth/{**path}", NotFound);
        routes.MapRest("/api/prompts/{**path}", NotFound);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var sent = await _prompts.BindAsync(context);
        var message = new CreatePrompt { Text = sent.Prompt, OnDisconnect = DisconnectPolicy.Cancel };
        var answered = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        if (sent.Websocket == true)
            pushes.Publish(context.GetCaller().AccountId, answered);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.WriteJsonAsync(BodyOf(answered, sent.Websocket == true));
    }

    private async Task ListAsync(HttpContext context)
    {
        var sent = await _pages.BindAsync(context);
        var message = new FindPrompts { After = sent.After, Take = sent.Take };
        var found = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        await context.WriteJsonAsync(new ListBody(found.Results.Select(prompt => BodyOf(prompt, websocket: null)), found.Next));
    }

    private async Task FindSimilarAsync(HttpContext context)
    {
        var sent = await _searches.BindAsync(context);
        var message = new FindSimilarPrompts
        {
            Text = sent.Q,
            Take = sent.K,
            Among = SimilarAmong.Prompts,
        };
        var found = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        var near = found.Results.Select(one => new NearBody(one.Id, one.Text, one.Response, one.Score, one.CreatedDate));
        await context.WriteJsonAsync(new NearListBody(near));
    }

    private static AnsweredBody BodyOf(PromptItem prompt, bool? websocket) =>
        new(prompt.Id, prompt.Text, prompt.Response, prompt.Model, prompt.CreatedDate, websocket);

    private static Task NotFound(HttpContext context) =>
        throw new ServiceException(ErrorKind.NotFound, "There is nothing at this address.");
}
