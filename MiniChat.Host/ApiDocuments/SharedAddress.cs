using Microsoft.OpenApi;
using MiniChat.Host.Dialects;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Two owners of one path and verb: the document can have one operation there, which tells of both.</summary>
internal static class SharedAddress
{
    /// <summary>Adds what the second one takes and gives to the first one.</summary>
    /// <param name="owner">The one that is there; it becomes both.</param>
    /// <param name="other">The one that comes in.</param>
    /// <param name="kind">Which requests are the second one's.</param>
    /// <param name="document">Where their errors are.</param>
    internal static void Join(OpenApiOperation owner, OpenApiOperation other, RequestKind kind, OpenApiDocument document)
    {
        owner.Description = $"{owner.Description}\n\n**{other.Summary}** ({kind.Name}): {other.Description}";
        owner.Tags!.UnionWith(other.Tags!);
        Join(owner.RequestBody!.Content!, other.RequestBody!.Content!);
        foreach (var (status, response) in other.Responses!)
        {
            if (owner.Responses!.TryAdd(status, response))
                continue;
            // A component belongs to others too.
            var first = Find(owner.Responses[status], document);
            var both = new OpenApiResponse
            {
                Description = first.Description,
                Headers = first.Headers,
                Content = first.Content!.ToDictionary(),
            };
            Join(both.Content, Find(response, document).Content!);
            owner.Responses[status] = both;
        }
    }

    private static IOpenApiResponse Find(IOpenApiResponse response, OpenApiDocument document) =>
        response is OpenApiResponseReference { Reference.Id: { } id } ? document.Components!.Responses![id] : response;

    private static void Join(IDictionary<string, OpenApiMediaType> owner, IDictionary<string, OpenApiMediaType> other)
    {
        foreach (var (type, media) in other)
        {
            if (owner.TryAdd(type, media))
                continue;
            owner[type] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { AnyOf = [owner[type].Schema!, media.Schema!] },
                Example = owner[type].Example,
            };
        }
    }
}
