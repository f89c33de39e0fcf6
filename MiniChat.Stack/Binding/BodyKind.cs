using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MiniChat.Stack.Binding;

/// <summary>How a body is written.</summary>
internal enum BodyKind
{
    Json,
    UrlEncoded,
    Multipart,
}

/// <summary>Finds out how a body is written.</summary>
internal static class BodyKinds
{
    /// <summary>JSON, unless the content type says that it is a form; <see cref="BeginsAsJson"/> has the last word.</summary>
    /// <exception cref="ServiceException">It is written in another charset than UTF-8, or compressed.</exception>
    public static BodyKind Of(HttpRequest request, out MediaTypeHeaderValue? type)
    {
        type = null;
        if (IsEncoded(request.Headers.ContentEncoding))
            throw new ServiceException(
                ErrorKind.UnsupportedMedia,
                "A body with a content encoding is not taken; send it as it is."
            );
        var text = request.ContentType;
        if (text is null || text.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return BodyKind.Json;
        // A type that cannot be read says nothing; browsers and scripts label JSON as they like.
        if (!MediaTypeHeaderValue.TryParse(text, out type))
            return BodyKind.Json;
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.Length > 0 && !IsUtf8(charset))
            throw new ServiceException(ErrorKind.UnsupportedMedia, "The body must be written in UTF-8.");
        if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            return BodyKind.UrlEncoded;
        return type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? BodyKind.Multipart
            : BodyKind.Json;
    }

    /// <summary>Whether the first byte that is not blank begins an object or a list of JSON: no form begins so.</summary>
    public static bool BeginsAsJson(in ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        reader.IsNext("\uFEFF"u8, advancePast: true);
        reader.AdvancePastAny(" \t\r\n"u8);
        return reader.TryPeek(out var first) && first is (byte)'{' or (byte)'[';
    }

    private static bool IsEncoded(StringValues encoding) =>
        encoding.Count > 0 && !(encoding.Count == 1 && encoding[0] is "" or "identity");

    private static bool IsUtf8(StringSegment charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);
}
