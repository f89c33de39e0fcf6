using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Formats;

/// <summary>Writes the responses of messages in the format that is wanted.</summary>
internal sealed class ResponseWriter(JsonWriterPool json, MessageHostOptions options)
{
    private readonly Lazy<JsonSerializerOptions> sparse = new(() => Sparse(options.Json));

    /// <summary>Answers with a response, or with none.</summary>
    /// <param name="context">The request and its response.</param>
    /// <param name="message">What is answered.</param>
    /// <param name="response">The response; null for none.</param>
    /// <param name="format">How it is written.</param>
    public Task WriteAsync(HttpContext context, MessageDescriptor message, object? response, ResponseFormat format)
    {
        if (response is null)
            return WriteNothing(context);
        if (format != ResponseFormat.Json)
            return Rows.WriteAsync(context, response, message.ResponseJson!, format);
        return WantsSparse(context.Request)
            ? json.WriteAsync(context, response, sparse.Value.GetTypeInfo(response.GetType()))
            : json.WriteAsync(context, response, message.ResponseJson!);
    }

    /// <summary>Answers that there is nothing to tell.</summary>
    public static Task WriteNothing(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Vary = "Accept";
        return Task.CompletedTask;
    }

    /// <summary><c>jsconfig=edv</c>, "exclude default values": false, 0 and empty dates are left out. Other words of it change nothing here.</summary>
    private static bool WantsSparse(HttpRequest request) =>
        ResponseFormats.InQuery(request, "jsconfig") is { Length: > 0 } words
        && words
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(word =>
                word.Equals("edv", StringComparison.OrdinalIgnoreCase)
                || word.Equals("ExcludeDefaultValues", StringComparison.OrdinalIgnoreCase)
            );

    private static JsonSerializerOptions Sparse(JsonSerializerOptions json) =>
        new(json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };
}
