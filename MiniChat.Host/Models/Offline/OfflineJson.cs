using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Models.Offline;

/// <summary>A JSON value that fits a schema, the same for the same prompt.</summary>
internal static class OfflineJson
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(string schema, string asked)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        try
        {
            using var document = JsonDocument.Parse(schema);
            using var json = new Utf8JsonWriter(buffer, Writing);
            new SchemaFiller(document.RootElement, json, OfflineWords.Of(asked, 12)).Fill();
            json.Flush();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException)
        {
            throw new ModelException(ModelFailure.ModelRefused, "The schema for the answer is not a JSON schema.", e);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
