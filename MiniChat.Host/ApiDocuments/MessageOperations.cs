using MiniChat.Stack.Metadata;
using MiniChat.Stack.Routing;

namespace MiniChat.Host.ApiDocuments;

/// <summary>What the document says of messages: by their contract, their docstrings, and the notes.</summary>
/// <param name="comments">The docstrings.</param>
internal sealed class MessageOperations(DocComments comments)
{
    /// <summary>The operation of a message at one of its addresses; null where another address stands for this one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="endpoint">The address.</param>
    /// <param name="verb">The verb.</param>
    internal ApiOperation? Of(MessageDescriptor message, RouteEndpoint endpoint, string verb)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        if (path.StartsWith("/json/reply/", StringComparison.Ordinal) || IsByName(path) && message.Routes.Count > 0)
            return null;
        var note = MessageNotes.Of(message.RequestType);
        return path == message.SocketPath ? SocketOf(message, note) : DirectOf(message, note, path, verb);
    }

    private ApiOperation DirectOf(MessageDescriptor message, MessageNote note, string path, string verb)
    {
        // By GET a message with both tells, and takes nothing.
        var takesQuery = verb is "GET" or "DELETE";
        var takesNothing = verb == "GET" && message.Verbs.Contains("POST");
        var streams = message.Stream is not null;
        return new ApiOperation(IdOf(message, path, verb), SummaryOf(message, note))
        {
            Description = DescriptionOf(message),
            Section = SectionOf(message),
            Body = takesQuery ? null : note.Sent,
            Query = takesQuery && !takesNothing ? note.Sent : null,
            Headers = HeadersOf(message, note, verb),
            Status = message.ResponseType is null && !streams ? StatusCodes.Status204NoContent : StatusCodes.Status200OK,
            StatusWords = message.ResponseType is null ? null : comments.SummaryOf(message.ResponseType),
            Answer = note.Answer,
            AnswerType = message.ResponseType,
            Texts = streams ? [EventsOf(message, note)] : [],
            KnowsItsCaller = note.KnowsItsCaller,
            Errors = ErrorsOf(message, note, path),
        };
    }

    private ApiOperation SocketOf(MessageDescriptor message, MessageNote note) =>
        new($"{message.Name}Socket", $"{SummaryOf(message, note)}, over a WebSocket")
        {
            Description =
                "Open it with a WebSocket client. Each event is a text frame `{\"seq\", \"event\", \"data\"}`; the data are those of "
                + $"the same message as Server-Sent Events:\n\n{DataOf(note)}\n\n"
                + "It is closed with 1000 after the last one, 1008 when the session ends, 1009 after a message of the client's over "
                + "64 KiB, 1011 after a fault. What the client sends is passed over.",
            Section = SectionOf(message),
            Query = note.Sent,
            Status = StatusCodes.Status101SwitchingProtocols,
            Errors = [.. ErrorsOf(message, note, message.SocketPath!), StatusCodes.Status403Forbidden],
        };

    private string SummaryOf(MessageDescriptor message, MessageNote note) =>
        note.Summary ?? HeadingOf(comments.SummaryOf(message.RequestType)) ?? message.Name;

    /// <summary>The first sentence as a heading: without its end, and without Markdown, which headings show as it is.</summary>
    private static string? HeadingOf(string? text) =>
        text?.Split(". ")[0].Split(": ")[0].TrimEnd('.').Replace("`", "", StringComparison.Ordinal);

    private string DescriptionOf(MessageDescriptor message)
    {
        var whole = comments.SummaryOf(message.RequestType);
        // A docstring of one sentence is the heading already.
        var parts = new List<string?> { whole == HeadingOf(whole) + "." ? null : whole, comments.RemarksOf(message.RequestType) };
        if (message.RequiredScope is { } scope)
            parts.Add($"An API key needs the scope `{scope}`.");
        if (message.RequiredRole is { } role)
            parts.Add($"For the role `{role}`.");
        parts.Add($"By name: `{string.Join(", ", message.Verbs)} /api/{message.Name}`.");
        return string.Join("\n\n", parts.OfType<string>());
    }

    private static List<ApiHeader> HeadersOf(MessageDescriptor message, MessageNote note, string verb)
    {
        var headers = new List<ApiHeader>();
        if (note.TakesIdempotencyKey)
            headers.Add(ApiHeader.IdempotencyKey);
        if (message.Stream is not null && verb == "GET")
            headers.Add(ApiHeader.LastEventId);
        return headers;
    }

    private ApiText EventsOf(MessageDescriptor message, MessageNote note)
    {
        var asked = message.OnlyStreams ? "" : " It comes when `Accept` names `text/event-stream`.";
        var words = $"{comments.SummaryOf(message.EventType!)}{asked} {comments.RemarksOf(message.EventType!)}\n\n{DataOf(note)}";
        return ApiText.Events(words, note.Events?.Example ?? "");
    }

    private string DataOf(MessageNote note) =>
        string.Join('\n', (note.Events?.Data ?? []).Select(type => $"- {comments.SummaryOf(type)} Fields: {FieldsOf(type)}."));

    private static string FieldsOf(Type type) =>
        string.Join(", ", type.GetProperties().Select(property => $"`{OperationWriter.CamelOf(property.Name)}`"));

    private static int[] ErrorsOf(MessageDescriptor message, MessageNote note, string path) =>
        path.Contains('{', StringComparison.Ordinal) && message.RequiresAuthentication
            ? [.. note.Errors, StatusCodes.Status404NotFound]
            : [.. note.Errors];

    private static ApiSection SectionOf(MessageDescriptor message) =>
        ApiSections.OfMessages(message.Tags.Count > 0 ? message.Tags[0] : "other");

    /// <summary>The message's name, with what tells its addresses apart where it has several.</summary>
    private static string IdOf(MessageDescriptor message, string path, string verb)
    {
        var addresses = message.Routes.SelectMany(route => route.Verbs.Select(one => (route.Path, Verb: one))).ToList();
        var name = message.Name;
        if (addresses.Select(address => address.Verb).Distinct().Count() > 1)
            name += char.ToUpperInvariant(verb[0]) + verb[1..].ToLowerInvariant();
        var hasTwins = addresses.Count(address => address.Verb == verb) > 1;
        if (hasTwins && path.IndexOf('{', StringComparison.Ordinal) is > 0 and var variable)
            name += "By" + path[(variable + 1)..].TrimEnd('}');
        return name;
    }

    private static bool IsByName(string path) => path.StartsWith("/api/", StringComparison.Ordinal);
}
