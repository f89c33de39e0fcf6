using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using MiniChat.Stack;

namespace MiniChat.Host.ApiDocuments;

/// <summary><c>GET /schema</c>: the document, made at its first use and kept as bytes; only the server's address is put in anew.</summary>
/// <param name="endpoints">All addresses.</param>
/// <param name="options">The JSON of the wire.</param>
/// <param name="address">The server's address for others; null for the one of the request.</param>
internal sealed class ApiDocument(EndpointDataSource endpoints, MessageHostOptions options, DocumentAddress address)
{
    private const string Placeholder = "https://the-server.invalid";

    private readonly Lazy<Written> _written = new(() => Write(endpoints, options));

    /// <summary>Answers with it, or with 304 to who has it.</summary>
    /// <param name="context">The request.</param>
    internal async Task AnswerAsync(HttpContext context)
    {
        var written = _written.Value;
        var server = ServerOf(context.Request);
        var tag = new EntityTagHeaderValue($"\"{written.Hash}-{HashOf(server)}\"");
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(one => one.Compare(tag, false) || one == EntityTagHeaderValue.Any))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = written.Before.Length + server.Length + written.After.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        foreach (var part in new[] { written.Before, server, written.After })
            await context.Response.BodyWriter.WriteAsync(part, context.RequestAborted);
    }

    private byte[] ServerOf(HttpRequest request)
    {
        var url = address.PublicUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        return JsonEncodedText.Encode(url, JavaScriptEncoder.Default).EncodedUtf8Bytes.ToArray();
    }

    private static Written Write(EndpointDataSource endpoints, MessageHostOptions options)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var writer = new OpenApiJsonWriter(text, new OpenApiJsonWriterSettings { Terse = true });
        new DocumentBuilder(endpoints, options).Build(Placeholder).SerializeAsV31(writer);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var place = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Placeholder));
        return new Written(bytes[..place], bytes[(place + Placeholder.Length)..], HashOf(bytes));
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private sealed record Written(byte[] Before, byte[] After, string Hash);
}

/// <summary>The address that the document names.</summary>
/// <param name="PublicUrl">The server's address for others, without a slash at its end; null for the one of the request.</param>
internal sealed record DocumentAddress(string? PublicUrl);
