using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace MiniChat.Stack.Errors;

/// <summary>The outermost middleware: whatever fails within is answered in words, and so is a status without any.</summary>
internal sealed class MessageErrorsMiddleware(RequestDelegate next, ErrorWriter errors)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            if (IsTooLong(context))
            {
                await errors.WriteAsync(
                    context,
                    StatusCodes.Status413PayloadTooLarge,
                    ErrorWording.Of(StatusCodes.Status413PayloadTooLarge)
                );
                await Leftovers.DiscardAsync(context);
                return;
            }
            await next(context);
        }
        catch (Exception exception)
        {
            await Answer(context, exception);
            return;
        }
        if (HasNoWords(context))
            await errors.WriteAsync(context, context.Response.StatusCode, ErrorWording.Of(context.Response.StatusCode));
    }

    private async Task Answer(HttpContext context, Exception exception)
    {
        if (!context.Response.HasStarted)
        {
            ForgetBody(context.Response);
            await errors.WriteAsync(context, exception);
            return;
        }
        // A response that broke off must not look whole.
        if (!context.RequestAborted.IsCancellationRequested)
            errors.Word(context, exception);
        context.Abort();
    }

    // What was to be said of a body that does not come; what holds for every response stays.
    private static void ForgetBody(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentType = headers.ContentLanguage = headers.ContentEncoding = headers.ContentDisposition = default;
        headers.ETag = headers.LastModified = headers.AcceptRanges = headers.SetCookie = default;
        headers.ContentLength = null;
    }

    // Before anybody asks who the caller is, so that nobody can make the server read too much.
    private static bool IsTooLong(HttpContext context) =>
        context.Request.ContentLength is { } length
        && context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { MaxRequestBodySize: { } most }
        && length > most;

    private static bool HasNoWords(HttpContext context)
    {
        var response = context.Response;
        return response.StatusCode >= StatusCodes.Status400BadRequest
            && !response.HasStarted
            && response.ContentType is null
            && response.ContentLength is null or 0
            && context.GetEndpoint()?.Metadata.GetMetadata<ISkipStatusCodePagesMetadata>() is null;
    }
}
