using System.Net;
using MiniChat.Stack;

namespace MiniChat.Client;

/// <summary>What the server answered when it did not do what was asked, or why it could not be asked.</summary>
public sealed class MiniChatException : Exception
{
    /// <summary>The code when the server was not reached, or the connection was lost.</summary>
    public const string ConnectionFailed = "ConnectionFailed";

    /// <summary>The code when a stream ended before its last event.</summary>
    public const string StreamBroken = "StreamBroken";

    /// <summary>The code when something other than MiniChat answered.</summary>
    public const string InvalidResponse = "InvalidResponse";

    /// <summary>Makes the exception of what went wrong.</summary>
    /// <param name="statusCode">The HTTP status; 0 when there was no answer.</param>
    /// <param name="responseStatus">What went wrong.</param>
    /// <param name="inner">The cause.</param>
    public MiniChatException(HttpStatusCode statusCode, ResponseStatus responseStatus, Exception? inner = null)
        : base(responseStatus.Message, inner)
    {
        StatusCode = statusCode;
        ResponseStatus = responseStatus;
    }

    internal MiniChatException(HttpStatusCode statusCode, string errorCode, string message, Exception? inner = null)
        : this(statusCode, new ResponseStatus { ErrorCode = errorCode, Message = message }, inner) { }

    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>What went wrong, as the server said it.</summary>
    public ResponseStatus ResponseStatus { get; }

    /// <summary>The error's code, such as <c>NotEmpty</c> or <c>Unauthorized</c>.</summary>
    public string ErrorCode => ResponseStatus.ErrorCode;

    /// <summary>After what time it may be tried again, where the server told it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same may go well a moment later: the connection was lost, or the server is not ready.</summary>
    /// <remarks>A failure of the model is none of these: asking again would be a new call of the model.</remarks>
    public bool MayPass =>
        ErrorCode is ConnectionFailed or StreamBroken
        || StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            && !ErrorCode.StartsWith("Model", StringComparison.Ordinal);

    /// <summary>What is wrong with a field, or null when nothing is.</summary>
    /// <param name="name">The property's name, in any case.</param>
    public ResponseError? FieldError(string name) =>
        ResponseStatus.Errors.Find(error => error.FieldName.Equals(name, StringComparison.OrdinalIgnoreCase));
}
