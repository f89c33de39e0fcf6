using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Errors;

/// <summary>The status and the code of what can go wrong.</summary>
internal static class ErrorWording
{
    /// <summary>The code of a fault of the server's own.</summary>
    public const string InternalCode = "InternalError";

    /// <summary>The status of a kind.</summary>
    public static int StatusOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Invalid => StatusCodes.Status400BadRequest,
            ErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
            ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
            ErrorKind.NotFound => StatusCodes.Status404NotFound,
            ErrorKind.NotSupported => StatusCodes.Status405MethodNotAllowed,
            ErrorKind.Conflict => StatusCodes.Status409Conflict,
            ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            ErrorKind.UnsupportedMedia => StatusCodes.Status415UnsupportedMediaType,
            ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
            ErrorKind.ModelFailed => StatusCodes.Status502BadGateway,
            ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            ErrorKind.ModelTimeout => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status500InternalServerError,
        };

    /// <summary>The code of a kind, where the exception has none of its own.</summary>
    public static string CodeOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Invalid => "BadRequest",
            ErrorKind.NotSupported => "NotSupportedException",
            ErrorKind.TooLarge => "RequestTooLarge",
            ErrorKind.UnsupportedMedia => "UnsupportedMediaType",
            ErrorKind.TooMany => "TooManyRequests",
            ErrorKind.Unavailable => "ServiceUnavailable",
            ErrorKind.Internal => InternalCode,
            _ => kind.ToString(),
        };

    /// <summary>The words for a status that came without any.</summary>
    public static ResponseStatus Of(int status) =>
        status switch
        {
            400 => Words("BadRequest", "The request cannot be understood."),
            401 => Words("Unauthorized", "Not Authenticated"),
            403 => Words("Forbidden", "This is not for you."),
            404 => Words("NotFound", "There is nothing at this address."),
            // The code that ServiceStack's clients know for a verb that a message does not take.
            405 => Words(
                "NotImplementedException",
                "This address does not take this verb; the header Allow names those it takes."
            ),
            408 => Words("RequestTimeout", "The request took too long to arrive."),
            413 => Words("RequestTooLarge", "The body is longer than this address takes."),
            415 => Words("UnsupportedMediaType", "The body must be JSON or a form, in UTF-8 and without content encoding."),
            429 => Words("TooManyRequests", "Too many calls; try again later."),
            431 => Words("RequestTooLarge", "The headers are longer than the server takes."),
            >= 400 and < 500 => Words("BadRequest", "The request cannot be answered."),
            503 => Words("ServiceUnavailable", "The server cannot do it just now; try again later."),
            _ => Words(InternalCode, "Internal error."),
        };

    private static ResponseStatus Words(string code, string message) => new() { ErrorCode = code, Message = message };
}
