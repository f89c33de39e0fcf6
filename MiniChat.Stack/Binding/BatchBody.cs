using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Json;

namespace MiniChat.Stack.Binding;

/// <summary>Reads a list of messages from a body, item by item.</summary>
/// <param name="mostBytes">The longest body.</param>
internal sealed class BatchBody(long mostBytes)
{
    /// <summary>The most messages of a list.</summary>
    public const int MostItems = 1000;

    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = WireJson.MaxDepth,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads the list.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="ServiceException">The body is no list, or too long a one.</exception>
    public async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        // Forms hold no lists of messages; what is labelled as one may still be JSON.
        BodyKinds.Of(context.Request, out _);
        var body = await BodyPipe.ReadAllAsync(context.Request, mostBytes, context.RequestAborted);
        var bytes = body.ToArray();
        context.Request.BodyReader.AdvanceTo(body.End);
        var list = Parse(bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        if (list.RootElement.ValueKind == JsonValueKind.Array && list.RootElement.GetArrayLength() <= MostItems)
            return list;
        list.Dispose();
        throw BindingErrors.ForBody($"The body must be a JSON array of messages, {MostItems} at most.");
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
            throw BindingErrors.ForBody("The body holds bytes that are not UTF-8.");
        try
        {
            return JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException exception)
        {
            // As the serializer tells that a text is no JSON.
            throw BindingErrors.ForJson(
                new JsonException(null, exception.Path, exception.LineNumber, exception.BytePositionInLine, exception)
            );
        }
    }

    /// <summary>Makes the message of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="message">What it must be.</param>
    /// <exception cref="ServiceException">It is no such message.</exception>
    public static object Bind(JsonElement item, JsonTypeInfo message)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw BindingErrors.ForBody("Each item of the list must be a JSON object.");
        try
        {
            return item.Deserialize(message)!;
        }
        catch (JsonException exception)
        {
            throw BindingErrors.ForJson(exception);
        }
        catch (InvalidOperationException)
        {
            throw BindingErrors.ForBody("The item holds half of a surrogate pair.");
        }
    }
}
