using Microsoft.AspNetCore.Http.Metadata;

namespace MiniChat.Host.ApiDocuments;

/// <summary>What an endpoint says of itself in the framework's own way: <c>WithName</c>, <c>WithSummary</c>, <c>WithDescription</c>, <c>Produces…</c>.</summary>
internal static class StandardMetadata
{
    /// <summary>Reads it; null where the endpoint says nothing.</summary>
    /// <param name="endpoint">The endpoint.</param>
    internal static ApiOperation? Read(RouteEndpoint endpoint)
    {
        var about = endpoint.Metadata;
        if (about.GetMetadata<IEndpointSummaryMetadata>() is not { } summary)
            return null;
        var name =
            about.GetMetadata<IEndpointNameMetadata>()?.EndpointName
            ?? throw new InvalidOperationException($"{endpoint.DisplayName} needs a name (WithName) for its description.");
        var tag = about.GetMetadata<ITagsMetadata>()?.Tags is [var first, ..] ? first : null;
        return new ApiOperation(name, summary.Summary)
        {
            Description = about.GetMetadata<IEndpointDescriptionMetadata>()?.Description,
            Section = tag is null ? null : ApiSections.OfServer with { Name = tag, Description = $"The addresses of `{tag}`." },
            Texts =
            [
                .. about
                    .GetOrderedMetadata<IProducesResponseTypeMetadata>()
                    .SelectMany(answer => answer.ContentTypes)
                    .Distinct()
                    .Select(type => new ApiText(type, summary.Summary)),
            ],
        };
    }

    /// <summary>Whether it wants to be left out (<c>ExcludeFromDescription</c>).</summary>
    internal static bool IsLeftOut(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true };
}
