namespace MiniChat.Tests.Support;

/// <summary>What can go wrong at the model's server.</summary>
public enum UpstreamFault
{
    KeyRefused,
    Forbidden,
    QuotaExceeded,
    RateLimited,

    /// <summary>With <c>Retry-After: 1</c>.</summary>
    RateLimitedShort,

    /// <summary>With <c>Retry-After: 3600</c>.</summary>
    RateLimitedLong,
    ContextTooLong,
    ContentRefused,
    BadRequest,
    ModelNotFound,

    /// <summary>404 as a web page: the address is wrong.</summary>
    AddressNotFound,
    RequestTimeout,
    ServerError,

    /// <summary>502 as a web page, as a proxy sends it.</summary>
    BadGateway,
    Unavailable,
    GatewayTimeout,
    Redirect,

    /// <summary>An error whose body never ends.</summary>
    StallInError,
    StallBeforeHeaders,
    StallBeforeFirstByte,
    StallInMidStream,
    CutBeforeHeaders,
    CutBeforeFirstByte,
    CutInMidStream,

    /// <summary>Half of the answer, then a polite end.</summary>
    EndWithoutFinish,

    /// <summary>Half of the answer and <c>[DONE]</c>, but no finish reason.</summary>
    DoneWithoutFinish,
    EmptyStream,
    ErrorInStream,
    ErrorFirstInStream,
    BadChunk,
    HtmlPage,

    /// <summary>A web page that calls itself a stream of events.</summary>
    HtmlAsStream,
    JsonInsteadOfStream,
    JsonErrorWith200,
    CompressedStream,

    /// <summary>One line that never ends.</summary>
    EndlessLine,

    /// <summary>Chunk after chunk, without an end.</summary>
    EndlessText,
}

/// <summary>What looks odd at the model's server, and does no harm.</summary>
public enum UpstreamQuirk
{
    None,

    /// <summary>The bytes leave one by one, so that every character is split.</summary>
    SplitBytes,
    CrlfLines,

    /// <summary>Comments before, between and after the events.</summary>
    Comments,
    EmptyChoices,
    NullContent,
    NoUsage,

    /// <summary>No <c>[DONE]</c> after the finish reason.</summary>
    NoDone,

    /// <summary>The connection breaks after the finish reason.</summary>
    CutAfterFinish,

    /// <summary>The first token comes 300 ms late.</summary>
    SlowFirstToken,

    /// <summary>The whole text in one chunk.</summary>
    OneChunk,

    /// <summary>Non-ASCII characters as <c>\u</c> escapes, as Python writes them.</summary>
    Escaped,
    UnknownFields,

    /// <summary>No <c>Content-Type</c> at all.</summary>
    NoContentType,

    /// <summary>An empty finish reason with every chunk before the last.</summary>
    EmptyFinishReason,
}
