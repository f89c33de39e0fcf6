using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>The body of a streamed chat completion.</summary>
internal static class OpenAiBody
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(ModelRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Writing);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        json.WriteStartArray("messages"u8);
        foreach (var message in request.Messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role);
            json.WriteString("content"u8, message.Content);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("stream"u8, true);
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
        if (request.JsonSchema is not null)
            WriteSchema(json, request.JsonSchema);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteSchema(Utf8JsonWriter json, string schema)
    {
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        json.WriteString("name"u8, "answer"u8);
        json.WriteBoolean("strict"u8, true);
        json.WritePropertyName("schema"u8);
        try
        {
            json.WriteRawValue(schema);
        }
        catch (JsonException e)
        {
            throw new ModelException(ModelFailure.ModelRefused, "The schema for the answer is not a JSON schema.", e);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
