using Microsoft.AspNetCore.Routing;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Describes the message host's own addresses, which know nothing of this document, by their names.</summary>
internal static class StackDocument
{
    private static readonly Dictionary<string, Func<ApiOperation>> Known = new()
    {
        ["EventStream"] = () => EventNotes.EventStream,
        ["EventHeartbeat"] = () => EventNotes.Heartbeat,
        ["EventUnregister"] = () => EventNotes.Unregister,
        ["Types"] = () => TypesNotes.Types,
        ["TypesOfLanguage"] = () => TypesNotes.TypesOfLanguage,
        ["Metadata"] = () => TypesNotes.Metadata,
        ["MetadataApp"] = () => TypesNotes.MetadataApp,
    };

    /// <summary>Describes those that have a name.</summary>
    /// <param name="builder">The addresses.</param>
    internal static void DescribeByName(this IEndpointConventionBuilder builder) =>
        // In the end: a group's conventions come before its members' names.
        builder.Finally(endpoint =>
        {
            var name = endpoint.Metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName;
            if (name is not null && Known.TryGetValue(name, out var make))
                endpoint.Metadata.Add(new ApiDescription(make));
        });
}
