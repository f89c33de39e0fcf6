using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniChat.Stack.Formats;

namespace MiniChat.Stack.Errors;

/// <summary>Answers with what went wrong, and logs once what a person should look at.</summary>
internal sealed class ErrorWriter(JsonWriterPool json, ILogger<ErrorWriter> logger)
{
    /// <summary>Answers an exception; for a caller who has gone, with nothing.</summary>
    /// <param name="context">The request and its response.</param>
    /// <param name="exception">What went wrong.</param>
    /// <param name="item">With which message of a list, counted from 0; null for all that is no list.</param>
    public Task WriteAsync(HttpContext context, Exception exception, int? item = null)
    {
        if (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads it, but the metrics count it.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return Task.CompletedTask;
        }
        var (status, words) = Word(context, exception);
        if (item is { } index)
            (words.Meta ??= []).Add("AutoBatchIndex", index.ToString(CultureInfo.InvariantCulture));
        if (exception is ServiceException { RetryAfter: { } delay })
            context.Response.Headers.RetryAfter = Seconds(delay);
        return WriteAsync(context, status, words);
    }

    /// <summary>Answers with these words.</summary>
    public Task WriteAsync(HttpContext context, int status, ResponseStatus words)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        // What was not read is still on its way: the connection cannot be used again, and the caller should know.
        if (status == StatusCodes.Status413PayloadTooLarge && HttpProtocol.IsHttp11(context.Request.Protocol))
            response.Headers.Connection = "close";
        if (context.GetEndpoint()?.Metadata.GetMetadata<IErrorFormat>() is { } format)
            return format.WriteAsync(context, words);
        return json.WriteAsync(context, new ErrorResponse { ResponseStatus = words }, json.ErrorType);
    }

    /// <summary>The status and the words for an exception; what a person should look at is logged here.</summary>
    public (int Status, ResponseStatus Words) Word(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ServiceException { Kind: not ErrorKind.Internal } known:
                var status = ErrorWording.StatusOf(known.Kind);
                if (status >= StatusCodes.Status500InternalServerError)
                    logger.LogWarning(known, "{Endpoint} failed with {Status}", NameOf(context), status);
                return (status, Words(known));
            case BadHttpRequestException bad:
                return (bad.StatusCode, ErrorWording.Of(bad.StatusCode));
        }
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        logger.LogError(exception, "{Endpoint} failed; trace id {TraceId}", NameOf(context), trace);
        var words = new ResponseStatus
        {
            ErrorCode = ErrorWording.InternalCode,
            Message = $"Internal error; the trace id is {trace}.",
        };
        return (StatusCodes.Status500InternalServerError, words);
    }

    private static ResponseStatus Words(ServiceException exception) =>
        new()
        {
            ErrorCode = exception.ErrorCode ?? ErrorWording.CodeOf(exception.Kind),
            Message = exception.Message,
            Errors = [.. exception.Errors],
            Meta = exception.Meta.Count > 0 ? new Dictionary<string, string>(exception.Meta) : null,
        };

    private static string NameOf(HttpContext context) => context.GetEndpoint()?.DisplayName ?? "A request";

    private static string Seconds(TimeSpan delay) =>
        Math.Max(0, (long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
