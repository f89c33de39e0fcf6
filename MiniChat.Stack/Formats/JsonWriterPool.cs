using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;

namespace MiniChat.Stack.Formats;

/// <summary>Writes JSON responses, whole and with their length, through buffers that are used again.</summary>
internal sealed class JsonWriterPool(MessageHostOptions options)
{
    private const string ContentType = "application/json; charset=utf-8";
    private readonly DefaultObjectPool<JsonBuffer> pool = new(new JsonBufferPolicy(options.Json));

    /// <summary>How an error is written.</summary>
    public JsonTypeInfo ErrorType { get; } = options.Json.GetTypeInfo(typeof(ErrorResponse));

    /// <summary>Answers with the value.</summary>
    public async Task WriteAsync(HttpContext context, object value, JsonTypeInfo type)
    {
        var buffer = pool.Get();
        try
        {
            buffer.Write(value, type);
            await WriteAsync(context, buffer);
        }
        finally
        {
            pool.Return(buffer);
        }
    }

    /// <summary>Answers with what a buffer holds.</summary>
    public static async ValueTask WriteAsync(HttpContext context, JsonBuffer buffer)
    {
        var response = context.Response;
        response.ContentType = ContentType;
        response.Headers.Vary = "Accept";
        response.ContentLength = buffer.Written.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.BodyWriter.WriteAsync(buffer.Written, context.RequestAborted);
    }

    /// <summary>Takes a buffer for frames; it must be given back.</summary>
    public JsonBuffer Rent() => pool.Get();

    /// <summary>Gives a buffer back.</summary>
    public void Return(JsonBuffer buffer) => pool.Return(buffer);

    private sealed class JsonBufferPolicy(JsonSerializerOptions json) : PooledObjectPolicy<JsonBuffer>
    {
        public override JsonBuffer Create() => new(json);

        public override bool Return(JsonBuffer buffer) => buffer.Reset();
    }
}
