using MiniChat.Host.ApiDocuments;
using MiniChat.Host.Relays;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.OpenAi;

/// <summary>OpenAI's own format, for its SDKs: an access token or an API key of ours is the key, the rest is passed on; docs/dialects/open-ai.md.</summary>
internal sealed class OpenAiDialect(HttpRelay relay, RelayOptions options) : IDialect
{
    public IErrorFormat Errors { get; } = new Errors();

    public ApiSection Section => Document.Section;

    public void Map(DialectRoutes routes)
    {
        MapPost(routes, "/v1/chat/completions", RelayKind.ChatCompletion).Describe(() => Document.Complete);
        routes
            .Map(HttpMethods.Get, "/v1/models", context => relay.GetAsync(context, "models"))
            .RequireScope(Scopes.Model)
            .Describe(() => Document.ListModels);
        // A model's name may hold slashes.
        routes
            .Map(HttpMethods.Get, "/v1/models/{**id}", GetModelAsync)
            .RequireScope(Scopes.Model)
            .Describe(() => Document.GetModel);
        MapPost(routes, "/v1/embeddings", RelayKind.Embeddings).Describe(() => Document.Embed);
        MapPost(routes, "/v1/responses", RelayKind.Responses).Describe(() => Document.Respond);
        routes.MapRest("/v1/{**path}", NotFound);
    }

    private IEndpointConventionBuilder MapPost(DialectRoutes routes, string path, RelayKind kind) =>
        routes
            .Map(HttpMethods.Post, path, context => relay.PostAsync(context, kind, OpenAi.Errors.Write))
            .WithMetadata(new BodyLimit(options.MaxBodyBytes))
            .RequireScope(Scopes.Model);

    private Task GetModelAsync(HttpContext context)
    {
        var id = context.Request.RouteValues["id"]?.ToString() ?? "";
        // A slash at the end belongs to the path, not to the name.
        var names = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).TrimEnd('/').Split('/');
        // As a path it could lead elsewhere.
        if (Array.Exists(names, name => name is "" or "." or ".."))
            throw new ServiceException(ErrorKind.NotFound, "There is no such model.");
        return relay.GetAsync(context, "models/" + string.Join('/', names.Select(Uri.EscapeDataString)));
    }

    private static Task NotFound(HttpContext context) =>
        throw new ServiceException(
            ErrorKind.NotFound,
            $"There is no {context.Request.Method} {context.Request.Path}. This server takes /v1/chat/completions, /v1/models, /v1/embeddings and /v1/responses."
        );
}
