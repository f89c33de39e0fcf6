namespace MiniChat.Host.ApiDocuments;

/// <summary>What the API document says of one address and verb. What it takes and gives is told by examples, whose types are the schemas.</summary>
/// <param name="Id">The operation's id, unique and telling.</param>
/// <param name="Summary">What it does, in a few words.</param>
internal sealed record ApiOperation(string Id, string Summary)
{
    /// <summary>What else there is to know, in Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>Under which heading it stands; null for the one that its door has.</summary>
    public ApiSection? Section { get; init; }

    /// <summary>An example of what is sent in the path and in the body.</summary>
    public object? Body { get; init; }

    /// <summary>The media types of the body.</summary>
    public IReadOnlyList<string> BodyTypes { get; init; } = ["application/json"];

    /// <summary>An example of what is sent in the path and in the query.</summary>
    public object? Query { get; init; }

    /// <summary>Headers besides the usual ones.</summary>
    public IReadOnlyList<ApiHeader> Headers { get; init; } = [];

    /// <summary>The status when all is well.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>What the status means; null for its own words.</summary>
    public string? StatusWords { get; init; }

    /// <summary>An example of what comes back as JSON; null for none.</summary>
    public object? Answer { get; init; }

    /// <summary>What comes back in another form.</summary>
    public IReadOnlyList<ApiText> Texts { get; init; } = [];

    /// <summary>The class of the answer; null for that of the example.</summary>
    public Type? AnswerType { get; init; }

    /// <summary>What else can come back that is no error: a status, what it means, and an example, or an <see cref="ApiText"/>.</summary>
    public IReadOnlyList<(int Status, string Words, object Answer)> Others { get; init; } = [];

    /// <summary>Whether it looks at who sends it, and lets everybody in.</summary>
    public bool KnowsItsCaller { get; init; }

    /// <summary>Errors besides those that follow from the fields, the caller and the body.</summary>
    public IReadOnlyList<int> Errors { get; init; } = [];
}

/// <summary>A heading of the document, and how errors below it look.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Group">The group of headings.</param>
/// <param name="Description">What stands below it, in Markdown.</param>
/// <param name="Error">An example of an error; null where it has none of its own.</param>
public sealed record ApiSection(string Name, string Group, string Description, object? Error)
{
    /// <summary>An example of an error of fields (400, 409), where it has another form.</summary>
    public object? FieldErrors { get; init; }
}

/// <summary>A header that a request may have.</summary>
/// <param name="Name">The header.</param>
/// <param name="Description">What it does.</param>
internal sealed record ApiHeader(string Name, string Description)
{
    /// <summary>The same ask again is answered once.</summary>
    internal static readonly ApiHeader IdempotencyKey = new(
        "Idempotency-Key",
        "1 to 255 visible ASCII characters. The same ask under the same key is answered with the same answer, and the model is asked once."
    );

    /// <summary>Going on with a stream.</summary>
    internal static readonly ApiHeader LastEventId = new(
        "Last-Event-ID",
        "The id of the last event that came before: the stream goes on behind it."
    );
}

/// <summary>What comes back in another form than JSON.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Description">What it is, in Markdown.</param>
/// <param name="Example">An example.</param>
internal sealed record ApiText(string Type, string Description, string? Example = null)
{
    /// <summary>A stream of Server-Sent Events.</summary>
    internal static ApiText Events(string description, string example) => new("text/event-stream", description, example);
}

/// <summary>Metadata of an endpoint that the document describes; made when the document is.</summary>
/// <param name="Make">Makes it: records of examples would cost every start of the server.</param>
internal sealed record ApiDescription(Func<ApiOperation> Make);

/// <summary>Describes endpoints for the document.</summary>
internal static class ApiDescriptions
{
    /// <summary>Describes the endpoint.</summary>
    internal static TBuilder Describe<TBuilder>(this TBuilder builder, Func<ApiOperation> make)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ApiDescription(make));
}
