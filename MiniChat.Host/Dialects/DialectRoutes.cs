using MiniChat.Stack;
using MiniChat.Stack.Auth;

namespace MiniChat.Host.Dialects;

/// <summary>The paths of one dialect: their errors are worded by it, those of a verb that a path does not take as well.</summary>
/// <param name="endpoints">Where they are mapped.</param>
/// <param name="dialect">Whose they are.</param>
/// <param name="options">The limit of a body.</param>
public sealed class DialectRoutes(IEndpointRouteBuilder endpoints, IDialect dialect, MessageHostOptions options)
{
    private readonly Dictionary<string, List<string>> _verbs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Maps a path. Callers need not be signed in unless <c>RequireAuthorization</c> says so; only the header carries tokens.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="path">The path; its case and a slash at its end make no difference.</param>
    /// <param name="handler">Answers; what it throws before the response begins is worded by the dialect.</param>
    public IEndpointConventionBuilder Map(string verb, string path, RequestDelegate handler) => Map([verb], path, handler);

    /// <summary>Maps those requests of a path that are of a kind; for all others it is somebody else's.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="path">The path.</param>
    /// <param name="kind">Which requests.</param>
    /// <param name="handler">Answers, or lets the other one answer by <see cref="RequestKind.HandOverAsync"/>.</param>
    public IEndpointConventionBuilder MapShared(string verb, string path, RequestKind kind, RequestDelegate handler) =>
        MapVerbs([verb], path, handler).WithMetadata(kind);

    /// <summary>Maps a WebSocket, whose token may also come as the sub-protocol; pages of foreign origins are refused.</summary>
    /// <param name="path">The path.</param>
    /// <param name="handler">Accepts the socket and serves it.</param>
    public IEndpointConventionBuilder MapSocket(string path, RequestDelegate handler) =>
        // HTTP/2 opens sockets with CONNECT. One endpoint for both: what is demanded of it is demanded of both.
        Map([HttpMethods.Get, HttpMethods.Connect], path, SocketPipeline.Build(endpoints, handler))
            .WithMetadata(new TokenCarriers(Cookie: false, SubProtocol: true, Refresh: false));

    /// <summary>Maps what no other path takes, for every verb.</summary>
    /// <param name="path">The path, with a variable that takes the rest.</param>
    /// <param name="handler">Answers.</param>
    public IEndpointConventionBuilder MapRest(string path, RequestDelegate handler) =>
        Describe(endpoints.Map(path, context => AnswerAsync(context, handler)), path);

    /// <summary>Maps what is left: the other verbs of every path, each refused with those it takes.</summary>
    internal void MapOtherVerbs()
    {
        foreach (var (path, verbs) in _verbs)
        {
            var allowed = string.Join(", ", verbs);
            Describe(
                endpoints.Map(
                    path,
                    context =>
                    {
                        context.Response.Headers.Allow = allowed;
                        return context.WriteErrorAsync(
                            new ServiceException(ErrorKind.NotSupported, $"This address takes {allowed} alone.")
                        );
                    }
                ),
                path
            );
        }
    }

    private IEndpointConventionBuilder Map(string[] verbs, string path, RequestDelegate handler)
    {
        if (!_verbs.TryGetValue(path, out var taken))
            _verbs.Add(path, taken = []);
        taken.AddRange(verbs);
        return MapVerbs(verbs, path, handler);
    }

    private IEndpointConventionBuilder MapVerbs(string[] verbs, string path, RequestDelegate handler) =>
        Describe(endpoints.MapMethods(path, verbs, context => AnswerAsync(context, handler)), path)
            .WithMetadata(new BodyLimit(options.MaxBodyBytes));

    private static async Task AnswerAsync(HttpContext context, RequestDelegate handler)
    {
        try
        {
            await handler(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(exception);
        }
    }

    private IEndpointConventionBuilder Describe(IEndpointConventionBuilder builder, string path) =>
        builder.WithDisplayName($"{dialect.GetType().Name} at {path}").WithMetadata(dialect.Errors, dialect.Section);
}
