using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using MiniChat.Stack.Auth;

namespace MiniChat.Host.ApiDocuments;

/// <summary>How an address takes tokens, as the document's security schemes.</summary>
internal static class Carriers
{
    private const string Bearer = "bearer";
    private const string Cookie = "cookie";
    private const string Basic = "basicToken";
    private const string Query = "queryToken";
    private const string SubProtocol = "subProtocol";

    /// <summary>All of them.</summary>
    internal static Dictionary<string, IOpenApiSecurityScheme> All { get; } =
        new()
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT, or an API key (mc-…)",
                Description =
                    "An access token, which any sign-in gives, or an API key in its place (`CreateApiKey`). It is good at every door.",
            },
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "ss-tok",
                Description =
                    "The access token, as `Authenticate` and `Register` set it. It counts for nothing in a request that changes something from a page of a foreign origin. No API keys.",
            },
            [Basic] = Header("Authentication", "`Basic ` and the token or API key. `Authorization` is taken the same way."),
            [Query] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Query,
                Name = "token",
                Description = "The token or API key in the address; at one socket alone. Logs of proxies keep addresses.",
            },
            [SubProtocol] = Header("Sec-WebSocket-Protocol", "The last sub-protocol that a socket offers: the token or API key."),
        };

    /// <summary>Those of an endpoint, any one of which will do; none where everybody is let in.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isOptional">Whether it looks at a token that comes, where it demands none.</param>
    /// <param name="document">The document.</param>
    internal static List<OpenApiSecurityRequirement> Of(RouteEndpoint endpoint, bool isOptional, OpenApiDocument document)
    {
        var isDemanded = endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null;
        if (!isDemanded && !isOptional)
            return [];
        var carriers = endpoint.Metadata.GetMetadata<TokenCarriers>();
        (string Name, bool IsTaken)[] all =
        [
            (Basic, carriers is { Basic: true }),
            (Bearer, true),
            (Cookie, carriers is { Cookie: true }),
            (SubProtocol, carriers is { SubProtocol: true }),
            (Query, carriers is { Query: true }),
        ];
        var taken = all.Where(one => one.IsTaken).Select(one => new OpenApiSecuritySchemeReference(one.Name, document));
        var each = taken.Select(scheme => new OpenApiSecurityRequirement { [scheme] = [] });
        return isDemanded ? [.. each] : [.. each, new OpenApiSecurityRequirement()];
    }

    private static OpenApiSecurityScheme Header(string name, string description) =>
        new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = name,
            Description = description,
        };
}
