using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniChat.Stack.Binding;

/// <summary>Reads a message from a body.</summary>
/// <param name="fields">The message's properties.</param>
/// <param name="json">How its JSON is read; asked for at its first use.</param>
/// <param name="mostBytes">The longest body.</param>
internal sealed class BodyReader(MessageFields fields, Func<JsonTypeInfo> json, long mostBytes)
{
    /// <summary>Reads the message; an empty body is an empty one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="leave">Whether the body is left to be read once more.</param>
    /// <exception cref="ServiceException">The body is not such a message.</exception>
    public async ValueTask<object> ReadAsync(HttpContext context, bool leave = false)
    {
        var request = context.Request;
        if (request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return fields.Create();
        var kind = BodyKinds.Of(request, out var mediaType);
        var body = await BodyPipe.ReadAllAsync(request, mostBytes, context.RequestAborted);
        // Programs that do not say what they send are labelled as forms: curl -d does so.
        if (kind != BodyKind.Json && BodyKinds.BeginsAsJson(body))
            kind = BodyKind.Json;
        if (kind != BodyKind.Multipart)
        {
            try
            {
                return kind == BodyKind.Json ? ReadJson(body) : ReadForm(body);
            }
            finally
            {
                request.BodyReader.AdvanceTo(leave ? body.Start : body.End);
            }
        }
        var bytes = body.ToArray();
        request.BodyReader.AdvanceTo(leave ? body.Start : body.End);
        var values = new FieldValues(fields);
        await Multipart.ReadAsync(bytes, mediaType!, values, context.RequestAborted);
        return Apply(values);
    }

    private object ReadJson(in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
            return ReadJson(body.FirstSpan);
        var length = (int)body.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(bytes);
            return ReadJson(bytes.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private object ReadJson(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (body.IsEmpty)
            return fields.Create();
        // The serializer passes over what it does not need, bad bytes included.
        if (!Utf8.IsValid(body))
            throw BindingErrors.ForBody("The body holds bytes that are not UTF-8.");
        try
        {
            return JsonSerializer.Deserialize(body, json())
                ?? throw BindingErrors.ForBody(
                    IsList ? "The body must be a JSON array, not null." : "The body must be a JSON object, not null."
                );
        }
        catch (JsonException exception)
        {
            throw BindingErrors.ForJson(exception, IsList);
        }
        catch (InvalidOperationException)
        {
            throw BindingErrors.ForBody("The body holds half of a surrogate pair.");
        }
    }

    private bool IsList => json().Kind == JsonTypeInfoKind.Enumerable;

    private object ReadForm(in ReadOnlySequence<byte> body)
    {
        var bytes = body.ToArray();
        if (!Utf8.IsValid(bytes))
            throw BindingErrors.ForBody("The form holds bytes that are not UTF-8.");
        var values = new FieldValues(fields);
        UrlEncoded.Read(Encoding.UTF8.GetString(bytes), values);
        return Apply(values);
    }

    private object Apply(FieldValues values)
    {
        var message = fields.Create();
        values.Apply(message);
        return message;
    }
}
