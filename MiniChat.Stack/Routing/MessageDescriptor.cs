using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniChat.Stack.Validation;

namespace MiniChat.Stack.Routing;

/// <summary>All that is known about a message: made once at start, and the metadata of each of its endpoints.</summary>
public sealed record MessageDescriptor
{
    private JsonTypeInfo? requestJson;
    private JsonTypeInfo? responseJson;

    /// <summary>The name: <c>/api/{Name}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The message's class.</summary>
    public required Type RequestType { get; init; }

    /// <summary>The response's class; null when there is none.</summary>
    public Type? ResponseType { get; init; }

    /// <summary>The class of the stream's events; null when it has no stream.</summary>
    public Type? EventType { get; init; }

    /// <summary>The verbs it takes under <c>/api</c> and <c>/json/reply</c>.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    /// <summary>Its own routes.</summary>
    public required IReadOnlyList<MessageRoute> Routes { get; init; }

    /// <summary>The path of its WebSocket, where it has one.</summary>
    public string? SocketPath { get; init; }

    /// <summary>The groups it is listed under.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Who answers which verb.</summary>
    public required IReadOnlyDictionary<string, Handler> Handlers { get; init; }

    /// <summary>Who answers with a stream.</summary>
    public StreamHandler? Stream { get; init; }

    /// <summary>Who answers when no verb is told: as the marker says, else as the first verb; null when it is only streamed.</summary>
    public Handler? UsualHandler =>
        Routing.Verbs.OfMarker(RequestType) is { } marker && Handlers.TryGetValue(marker, out var marked)
            ? marked
            : Handlers.GetValueOrDefault(Verbs[0]);

    /// <summary>Whether a stream is its only answer.</summary>
    public bool OnlyStreams => Handlers.Count == 0;

    /// <summary>Whether only signed-in callers may send it.</summary>
    public bool RequiresAuthentication { get; init; }

    /// <summary>The role its callers need.</summary>
    public string? RequiredRole { get; init; }

    /// <summary>The scope that a caller's API key needs.</summary>
    public string? RequiredScope { get; init; }

    /// <summary>The rules its properties keep.</summary>
    public required MessageRules Rules { get; init; }

    /// <summary>How its JSON is read. Found at its first use: for all messages at once it would cost the start a tenth of a second.</summary>
    public JsonTypeInfo RequestJson => requestJson ??= Json.GetTypeInfo(RequestType);

    /// <summary>How its response's JSON is written.</summary>
    public JsonTypeInfo? ResponseJson => ResponseType is null ? null : responseJson ??= Json.GetTypeInfo(ResponseType);

    /// <summary>The JSON of the wire.</summary>
    public required JsonSerializerOptions Json { get; init; }
}

/// <summary>A path of a message's own.</summary>
/// <param name="Path">The path, with its variables in braces.</param>
/// <param name="Verbs">The verbs it takes there.</param>
public sealed record MessageRoute(string Path, IReadOnlyList<string> Verbs);
