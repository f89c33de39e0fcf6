namespace MiniChat.Stack;

/// <summary>What kind of thing went wrong. Each door words it in its own way; the message host as a status and a code.</summary>
public enum ErrorKind
{
    /// <summary>The message is not right (400).</summary>
    Invalid,

    /// <summary>The caller has to sign in, or could not (401).</summary>
    Unauthorized,

    /// <summary>The caller may not do this (403).</summary>
    Forbidden,

    /// <summary>There is no such thing, or it is somebody else's (404).</summary>
    NotFound,

    /// <summary>This cannot be done this way (405).</summary>
    NotSupported,

    /// <summary>It collides with what is there (409).</summary>
    Conflict,

    /// <summary>The message is too large (413).</summary>
    TooLarge,

    /// <summary>The content type or encoding is not accepted (415).</summary>
    UnsupportedMedia,

    /// <summary>Too many calls (429).</summary>
    TooMany,

    /// <summary>The model, or another server that is called, failed (502).</summary>
    ModelFailed,

    /// <summary>The server, its store, its model or another server that it needs cannot do it just now (503).</summary>
    Unavailable,

    /// <summary>The model, or another server that is called, took too long (504).</summary>
    ModelTimeout,

    /// <summary>A fault of the server's own (500).</summary>
    Internal,
}

/// <summary>The one exception that services throw.</summary>
/// <param name="kind">What kind of thing went wrong.</param>
/// <param name="sentence">What was wrong and what would be right. It is shown to the caller: no secret in it.</param>
/// <param name="inner">The cause, for the log.</param>
public class ServiceException(ErrorKind kind, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>What kind of thing went wrong.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>The error's code; the kind's own when null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The fields that broke a rule.</summary>
    public IReadOnlyList<ResponseError> Errors { get; init; } = [];

    /// <summary>After what time it may be tried again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>More about the error, by name; it is shown to the caller.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();

    /// <summary>An exception for a caller whose API key may not be used for this.</summary>
    /// <param name="scope">The scope that it lacks.</param>
    public static ServiceException ForScope(string scope) =>
        new(ErrorKind.Forbidden, $"The API key lacks the scope '{scope}'; use one that has it, or sign in.")
        {
            Meta = new Dictionary<string, string> { ["Scope"] = scope },
        };

    /// <summary>An exception for a caller whose session or API key has ended in the midst of what it was used for.</summary>
    /// <param name="caller">The caller.</param>
    public static ServiceException ForEnded(Caller caller) =>
        new(
            ErrorKind.Unauthorized,
            caller.KeyId is null ? "The session has ended. Sign in again." : "The API key has ended. Use another one."
        );

    /// <summary>An exception for one field that broke a rule.</summary>
    public static ServiceException ForField(
        string fieldName,
        string errorCode,
        string sentence,
        ErrorKind kind = ErrorKind.Invalid
    ) =>
        new(kind, sentence)
        {
            ErrorCode = errorCode,
            Errors =
            [
                new ResponseError
                {
                    ErrorCode = errorCode,
                    FieldName = fieldName,
                    Message = sentence,
                },
            ],
        };
}
